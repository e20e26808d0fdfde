package dev.sluice.dataplane.cors;

import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.Locale;

/** The header fields of the Fetch standard, section 3.2. */
final class CorsFields {
  static final HttpString REQUEST_METHOD = name("Access-Control-Request-Method");
  static final HttpString REQUEST_HEADERS = name("Access-Control-Request-Headers");
  static final HttpString REQUEST_PRIVATE_NETWORK = name("Access-Control-Request-Private-Network");
  static final HttpString ALLOW_ORIGIN = name("Access-Control-Allow-Origin");
  static final HttpString ALLOW_CREDENTIALS = name("Access-Control-Allow-Credentials");
  static final HttpString ALLOW_METHODS = name("Access-Control-Allow-Methods");
  static final HttpString ALLOW_HEADERS = name("Access-Control-Allow-Headers");
  static final HttpString EXPOSE_HEADERS = name("Access-Control-Expose-Headers");
  static final HttpString MAX_AGE = name("Access-Control-Max-Age");

  private static final HttpString[] OF_ANSWERS = {
    ALLOW_ORIGIN,
    ALLOW_CREDENTIALS,
    ALLOW_METHODS,
    ALLOW_HEADERS,
    EXPOSE_HEADERS,
    MAX_AGE,
    name("Access-Control-Allow-Private-Network")
  };

  private CorsFields() {}

  private static HttpString name(String text) {
    return HttpString.tryFromString(text);
  }

  /** Takes away what a backend or a filter said: browsers refuse two opinions. */
  static void clear(HeaderMap headers) {
    for (HttpString name : OF_ANSWERS) {
      headers.remove(name);
    }
  }

  /** Says that the answer would be another for another origin, unless it says so already. */
  static void varyByOrigin(HeaderMap headers) {
    HeaderValues lines = headers.get(Headers.VARY);
    if (lines == null) {
      headers.put(Headers.VARY, "Origin");
      return;
    }
    for (int i = 0; i < lines.size(); i++) {
      if (names(lines.get(i), "origin")) {
        return;
      }
    }
    headers.put(Headers.VARY, String.join(", ", lines) + ", Origin");
  }

  /** Whether a list has the name, or the star that stands for all. */
  private static boolean names(String list, String name) {
    for (String each : list.split(",", -1)) {
      String field = each.strip().toLowerCase(Locale.ROOT);
      if (field.equals(name) || field.equals("*")) {
        return true;
      }
    }
    return false;
  }
}
