package dev.sluice.dataplane.auth.place;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.util.ArrayList;
import java.util.List;

/** A cookie (RFC 6265, section 5.4), by its exact name. */
final class CookiePlace implements Place {
  private final String name;

  CookiePlace(String name) {
    this.name = name;
  }

  @Override
  public Carried find(HttpServerExchange exchange) {
    HeaderValues lines = exchange.getRequestHeaders().get(Headers.COOKIE);
    Carried found = Carried.NOTHING;
    for (int i = 0; lines != null && i < lines.size(); i++) {
      String line = lines.get(i);
      for (int start = 0; start < line.length(); start = end(line, start) + 1) {
        int end = end(line, start);
        int value = valueOfOurs(line, start, end);
        if (value >= 0) {
          if (found != Carried.NOTHING) {
            return Carried.SEVERAL;
          }
          found = new Carried.One(unquoted(line.substring(value, end).strip()), 0);
        }
      }
    }
    return found;
  }

  @Override
  public void strip(HttpServerExchange exchange) {
    HeaderValues lines = exchange.getRequestHeaders().get(Headers.COOKIE);
    if (lines == null) {
      return;
    }
    List<String> left = new ArrayList<>();
    for (String line : lines) {
      List<String> pairs = new ArrayList<>();
      for (int start = 0; start < line.length(); start = end(line, start) + 1) {
        int end = end(line, start);
        if (valueOfOurs(line, start, end) < 0 && !line.substring(start, end).isBlank()) {
          pairs.add(line.substring(start, end).strip());
        }
      }
      if (!pairs.isEmpty()) {
        left.add(String.join("; ", pairs));
      }
    }
    exchange.getRequestHeaders().remove(Headers.COOKIE);
    if (!left.isEmpty()) {
      exchange.getRequestHeaders().addAll(Headers.COOKIE, left);
    }
  }

  private static int end(String line, int start) {
    int semicolon = line.indexOf(';', start);
    return semicolon < 0 ? line.length() : semicolon;
  }

  /** Where the value of our cookie begins, or -1 if the pair is another. */
  private int valueOfOurs(String line, int start, int end) {
    int at = start;
    while (at < end && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
      at++;
    }
    int equals = line.indexOf('=', at);
    return equals >= 0 && equals < end && line.substring(at, equals).stripTrailing().equals(name)
        ? equals + 1
        : -1;
  }

  private static String unquoted(String value) {
    return value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")
        ? value.substring(1, value.length() - 1)
        : value;
  }
}
