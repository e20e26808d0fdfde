package dev.sluice.dataplane.auth.oidc;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** {@code application/x-www-form-urlencoded}, in queries and bodies. */
final class Form {
  private final StringBuilder text;
  private boolean first = true;

  Form() {
    text = new StringBuilder();
  }

  /** Onto a URL, which may have a query. */
  Form(String url) {
    text = new StringBuilder(url);
    first = url.endsWith("?") || url.endsWith("&");
    if (!first) {
      text.append(url.indexOf('?') < 0 ? '?' : '&');
      first = true;
    }
  }

  Form add(String name, String value) {
    text.append(first ? "" : "&").append(name).append('=').append(encode(value));
    first = false;
    return this;
  }

  static String encode(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  /**
   * A parameter of a query; null if it is not there.
   *
   * @throws LoginRefused if it is there twice, or no text
   */
  static @Nullable String parameter(String query, String name) throws LoginRefused {
    String found = null;
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (name.equals(equals < 0 ? pair : pair.substring(0, equals))) {
        if (found != null) {
          throw LoginRefused.atFault("the callback has a parameter twice");
        }
        try {
          found =
              equals < 0
                  ? ""
                  : URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
          throw LoginRefused.atFault("the callback has a malformed parameter");
        }
      }
    }
    return found;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
