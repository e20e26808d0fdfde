package dev.sluice.dataplane.handler;

import dev.sluice.matching.HttpToken;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A set of media types; {@code image/*} stands for all of its kind. Parameters do not count. */
public final class MediaTypes {
  private static final String WILDCARD = "/*";

  private final Set<String> types = new HashSet<>();

  public MediaTypes(List<String> names) {
    names.forEach(name -> types.add(name.toLowerCase(Locale.ROOT)));
  }

  /**
   * @param contentType as a header says it, parameters and all
   */
  public boolean contain(String contentType) {
    int end = contentType.indexOf(';');
    String type =
        (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    int slash = type.indexOf('/');
    // A list of types, or a type with more behind it, is read by everybody in another way.
    if (slash < 0
        || type.endsWith(WILDCARD)
        || !HttpToken.matches(type.substring(0, slash))
        || !HttpToken.matches(type.substring(slash + 1))) {
      return false;
    }
    return types.contains(type) || types.contains(type.substring(0, slash) + WILDCARD);
  }
}
