package dev.sluice.dataplane.auth.place;

import io.undertow.server.HttpServerExchange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * A parameter of the query, by its exact name. Others that a backend could take for it, because it
 * decodes twice, minds no case or parts at semicolons, count as a second one.
 */
final class QueryPlace implements Place {
  private final String name;

  /**
   * @param name unreserved characters only
   */
  QueryPlace(String name) {
    this.name = name;
  }

  @Override
  public Carried find(HttpServerExchange exchange) {
    String query = exchange.getQueryString();
    Carried found = Carried.NOTHING;
    for (int start = 0; start < query.length(); start = end(query, start) + 1) {
      int end = end(query, start);
      int nameEnd = nameEnd(query, start, end);
      if (isLike(query, start, nameEnd)) {
        if (found != Carried.NOTHING) {
          return Carried.SEVERAL;
        }
        found =
            nameEnd - start == name.length() && query.startsWith(name, start)
                ? new Carried.One(decode(query.substring(Math.min(nameEnd + 1, end), end)), 0)
                : Carried.SEVERAL;
      }
    }
    return found;
  }

  @Override
  public void strip(HttpServerExchange exchange) {
    String query = exchange.getQueryString();
    StringBuilder left = new StringBuilder(query.length());
    for (int start = 0; start < query.length(); start = end(query, start) + 1) {
      int end = end(query, start);
      if (end > start && !isLike(query, start, nameEnd(query, start, end))) {
        left.append(query, start, end).append(end < query.length() ? query.charAt(end) : '&');
      }
    }
    if (!left.isEmpty()) {
      left.setLength(left.length() - 1);
    }
    exchange.setQueryString(left.toString());
    exchange.getQueryParameters().remove(name);
  }

  private static int end(String query, int start) {
    int at = start;
    while (at < query.length() && query.charAt(at) != '&' && query.charAt(at) != ';') {
      at++;
    }
    return at;
  }

  private static int nameEnd(String query, int start, int end) {
    int equals = query.indexOf('=', start);
    return equals < 0 || equals > end ? end : equals;
  }

  private boolean isLike(String query, int start, int end) {
    if (end - start < name.length()) {
      return false;
    }
    String once = decode(query.substring(start, end));
    return once.equalsIgnoreCase(name) || decode(once).equalsIgnoreCase(name);
  }

  private static String decode(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // Then it is as it stands.
      return text;
    }
  }
}
