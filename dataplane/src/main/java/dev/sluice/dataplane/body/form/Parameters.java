package dev.sluice.dataplane.body.form;

import dev.sluice.matching.HttpToken;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A field value with parameters: {@code form-data; name="a"; filename="b"}. No name twice, none of
 * the extended ones ({@code filename*}), and no quote that is escaped, for readers differ in what
 * they make of those.
 *
 * @param value in front of the parameters, in lower case
 * @param named by name in lower case
 */
record Parameters(String value, Map<String, String> named) {
  /**
   * @throws IllegalArgumentException with the reason, if it is in no such form
   */
  static Parameters parse(String text) {
    int end = text.indexOf(';');
    String value = (end < 0 ? text : text.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    Map<String, String> named = new HashMap<>();
    int at = end < 0 ? text.length() : end;
    while (at < text.length()) {
      int equal = text.indexOf('=', at + 1);
      String name = equal < 0 ? "" : text.substring(at + 1, equal).strip().toLowerCase(Locale.ROOT);
      if (!HttpToken.matches(name) || name.indexOf('*') >= 0) {
        throw new IllegalArgumentException("a parameter has no plain name");
      }
      int start = equal + 1;
      String content;
      if (start < text.length() && text.charAt(start) == '"') {
        int close = text.indexOf('"', start + 1);
        if (close < 0 || text.charAt(close - 1) == '\\') {
          throw new IllegalArgumentException("a quoted parameter has no plain end");
        }
        content = text.substring(start + 1, close);
        at = close + 1;
      } else {
        int stop = text.indexOf(';', start);
        at = stop < 0 ? text.length() : stop;
        content = text.substring(start, at).stripTrailing();
        if (!HttpToken.matches(content)) {
          throw new IllegalArgumentException("a parameter has no plain value");
        }
      }
      if (named.put(name, content) != null) {
        throw new IllegalArgumentException("a parameter stands twice");
      }
      at = skipBlanks(text, at);
      if (at < text.length() && text.charAt(at) != ';') {
        throw new IllegalArgumentException("something follows a parameter");
      }
    }
    return new Parameters(value, Map.copyOf(named));
  }

  private static int skipBlanks(String text, int from) {
    int at = from;
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
    return at;
  }
}
