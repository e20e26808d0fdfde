package dev.sluice.dataplane.identity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a credential says of its owner, as texts: a string is one, a list of strings is several,
 * numbers and truth values are written as JSON writes them. Whatever else a claim may be, such as
 * an object, is none: nobody passes for what nobody can read.
 */
public final class Claims {
  public static final Claims NONE = new Claims(Map.of());

  private final Map<String, List<String>> texts;

  private Claims(Map<String, List<String>> texts) {
    this.texts = texts;
  }

  /**
   * @param values as a JSON object holds them
   */
  public static Claims of(Map<String, ?> values) {
    Map<String, List<String>> texts = new TreeMap<>();
    values.forEach((name, value) -> read(value).ifPresent(read -> texts.put(name, read)));
    return new Claims(Collections.unmodifiableMap(texts));
  }

  private static Optional<List<String>> read(Object value) {
    if (!(value instanceof Collection<?> several)) {
      return one(value).map(List::of);
    }
    List<String> all = new ArrayList<>();
    for (Object each : several) {
      Optional<String> text = one(each);
      if (text.isEmpty()) {
        return Optional.empty();
      }
      all.add(text.get());
    }
    return Optional.of(List.copyOf(all));
  }

  private static Optional<String> one(Object value) {
    return value instanceof String || value instanceof Number || value instanceof Boolean
        ? Optional.of(value.toString())
        : Optional.empty();
  }

  /** Empty if there is no such claim, or none that can be read. */
  public List<String> texts(String name) {
    return texts.getOrDefault(name, List.of());
  }

  /** The one text of a claim; empty if it has none or several. */
  public String text(String name) {
    List<String> found = texts(name);
    return found.size() == 1 ? found.getFirst() : "";
  }

  @Override
  public String toString() {
    return "Claims" + texts.keySet();
  }
}
