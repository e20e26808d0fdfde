package dev.sluice.dataplane;

import java.util.LinkedHashMap;
import java.util.Map;

/** Reads a list of strings with parameters strictly as RFC 9651, section 4.2, says. */
final class StructuredList {
  private final String text;
  private int at;

  private StructuredList(String text) {
    this.text = text;
  }

  /**
   * Parameters by the string that has them, in their order.
   *
   * @throws IllegalArgumentException if it is no such list
   */
  static Map<String, Map<String, Object>> parse(String text) {
    StructuredList list = new StructuredList(text);
    Map<String, Map<String, Object>> members = new LinkedHashMap<>();
    list.skip(" ");
    while (true) {
      String name = list.string();
      if (members.put(name, list.parameters()) != null) {
        throw list.wrong("a name twice");
      }
      list.skip(" \t");
      if (list.isAtEnd()) {
        return members;
      }
      list.expect(',');
      list.skip(" \t");
      if (list.isAtEnd()) {
        throw list.wrong("a comma at the end");
      }
    }
  }

  private Map<String, Object> parameters() {
    Map<String, Object> all = new LinkedHashMap<>();
    while (!isAtEnd() && text.charAt(at) == ';') {
      at++;
      skip(" ");
      String key = key();
      expect('=');
      if (all.put(key, value()) != null) {
        throw wrong("a parameter twice");
      }
    }
    return all;
  }

  private Object value() {
    if (!isAtEnd() && text.charAt(at) == '"') {
      return string();
    }
    int start = at;
    while (!isAtEnd() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (at == start || at - start > 15) {
      throw wrong("no integer");
    }
    return Long.parseLong(text.substring(start, at));
  }

  private String key() {
    int start = at;
    while (!isAtEnd() && "abcdefghijklmnopqrstuvwxyz0123456789_-.*".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    if (at == start || "0123456789_-.".indexOf(text.charAt(start)) >= 0) {
      throw wrong("no key");
    }
    return text.substring(start, at);
  }

  private String string() {
    expect('"');
    StringBuilder out = new StringBuilder();
    while (!isAtEnd()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return out.toString();
      }
      if (c == '\\') {
        c = isAtEnd() ? 0 : text.charAt(at++);
        if (c != '"' && c != '\\') {
          throw wrong("an escape of nothing");
        }
      } else if (c < ' ' || c > '~') {
        throw wrong("a character that no string has");
      }
      out.append(c);
    }
    throw wrong("a string without an end");
  }

  private void expect(char wanted) {
    if (isAtEnd() || text.charAt(at) != wanted) {
      throw wrong("no " + wanted);
    }
    at++;
  }

  private void skip(String any) {
    while (!isAtEnd() && any.indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private boolean isAtEnd() {
    return at == text.length();
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(what + " at " + at + " of: " + text);
  }
}
