package dev.sluice.cli.words;

import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.snapshot.FieldMatch;
import dev.sluice.snapshot.HeaderValue;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.Timeout;
import dev.sluice.snapshot.ValuePart;
import dev.sluice.snapshot.WeightedTarget;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads records by their own names, so that a filter or policy that is new in the snapshot is told
 * by every command at once. What is empty or off is not mentioned.
 */
public final class PlainWords {
  private static final String MILLIS = "Millis";

  private PlainWords() {}

  /**
   * The values of a record by path, such as {@code timeouts.request} and {@code 15s}.
   *
   * @param skip names of components that are left out
   */
  public static SortedMap<String, String> values(Record value, String... skip) {
    SortedMap<String, String> values = new TreeMap<>();
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      if (!List.of(skip).contains(component.getName())) {
        collect(nameOf(component), plain(component, value), values);
      }
    }
    return values;
  }

  private static void collect(
      String path, @Nullable Object value, SortedMap<String, String> values) {
    if (value instanceof Record group && !isAtom(group)) {
      if (group.getClass().getRecordComponents().length == 0) {
        values.put(path, words(group.getClass().getSimpleName()));
      }
      for (RecordComponent component : group.getClass().getRecordComponents()) {
        collect(path + "." + nameOf(component), plain(component, group), values);
      }
    } else {
      String text = text(value);
      if (!text.isEmpty()) {
        values.put(path, text);
      }
    }
  }

  /** A value in one line. */
  public static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case Timeout.None none -> "none";
      case Timeout.After(long millis) -> Millis.text(millis);
      case ObjectKey key -> key.toString();
      case HeaderValue header -> header.name() + ": " + template(header.value());
      case FieldMatch field -> field.name() + " " + text(field.value());
      case WeightedTarget target -> target.weight() + " " + text(target.target());
      case Record group -> group(group);
      case IntOrString size -> text(size.getValue());
      case Optional<?> optional -> optional.map(PlainWords::text).orElse("");
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(entry -> text(entry.getKey()) + " " + text(entry.getValue()))
              .sorted()
              .collect(Collectors.joining(", "));
      case Collection<?> all ->
          all.stream().map(PlainWords::text).collect(Collectors.joining(", "));
      // A body may hold anything; here it must neither begin a line nor move the cursor.
      default -> PlainText.escaped(value.toString());
    };
  }

  /** {@code EditRequestHeaders} is {@code edit request headers}. */
  public static String words(String camelCase) {
    return camelCase.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }

  /** The text of a header value, variables as users write them. */
  public static String template(List<ValuePart> parts) {
    return parts.stream()
        .map(
            part ->
                switch (part) {
                  case ValuePart.Text(String text) -> text;
                  case ValuePart.Variable(var variable) -> "${" + variable.text() + "}";
                  case ValuePart.Claim(String claim) -> "${" + ValuePart.Claim.PREFIX + claim + "}";
                })
        .collect(Collectors.joining());
  }

  private static String group(Record group) {
    RecordComponent[] components = group.getClass().getRecordComponents();
    boolean isCase = caseOf(group);
    List<String> said = new ArrayList<>();
    for (RecordComponent component : components) {
      String text = text(plain(component, group));
      if (!text.isEmpty()) {
        said.add(components.length == 1 ? text : words(nameOf(component)) + " " + text);
      }
    }
    String name = words(group.getClass().getSimpleName());
    if (said.isEmpty()) {
      return isCase ? name : "";
    }
    return (isCase ? name + " " : "") + String.join(", ", said);
  }

  private static boolean caseOf(Record group) {
    for (Class<?> type : group.getClass().getInterfaces()) {
      if (type.isSealed()) {
        return true;
      }
    }
    return false;
  }

  /** Those that are one value to a reader, whatever they are made of. */
  private static boolean isAtom(Record group) {
    return group instanceof Timeout || group instanceof ObjectKey || group instanceof HeaderValue;
  }

  private static String nameOf(RecordComponent component) {
    String name = component.getName();
    return name.endsWith(MILLIS) ? name.substring(0, name.length() - MILLIS.length()) : name;
  }

  private static @Nullable Object plain(RecordComponent component, Record of) {
    try {
      component.getAccessor().setAccessible(true);
      Object value = component.getAccessor().invoke(of);
      return component.getName().toLowerCase(Locale.ROOT).endsWith("millis")
              && value instanceof Long millis
          ? Millis.text(millis)
          : value;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the components of a record can be read", e);
    }
  }
}
