package dev.sluice.dataplane.reply;

import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * Keeps an answer out of caches that serve several people (RFC 9111, section 5.2.2.7). What a
 * backend says of its own document does not know of what the gateway adds to it for one person.
 */
public final class SharedCaches {
  private static final List<HttpString> FOR_THEM =
      List.of(
          HttpString.tryFromString("CDN-Cache-Control"),
          HttpString.tryFromString("Surrogate-Control"));

  private SharedCaches() {}

  /** The person's own browser may keep it as before. */
  public static void forbid(HeaderMap answer) {
    StringJoiner said = new StringJoiner(", ");
    said.add("private");
    HeaderValues lines = answer.get(Headers.CACHE_CONTROL);
    if (lines != null) {
      for (String line : lines) {
        for (String directive : line.split(",", -1)) {
          if (!directive.isBlank() && !isForThem(directive.strip())) {
            said.add(directive.strip());
          }
        }
      }
    }
    answer.put(Headers.CACHE_CONTROL, said.toString());
    FOR_THEM.forEach(answer::remove);
  }

  private static boolean isForThem(String directive) {
    String name = directive.toLowerCase(Locale.ROOT);
    return name.equals("public")
        || name.startsWith("s-maxage")
        || name.equals("private")
        || name.equals("proxy-revalidate");
  }
}
