package dev.sluice.schema;

/**
 * Where a body breaks a schema. Says nothing of values.
 *
 * @param location a JSON Pointer (RFC 6901) into the body, cut and in printable ASCII; empty: the
 *     body itself
 * @param keyword of the schema, such as {@code minimum}
 */
public record Violation(String location, String keyword) {
  private static final int MAX_LOCATION = 128;

  static Violation at(String location, String keyword) {
    StringBuilder plain = new StringBuilder();
    for (int at = 0; at < location.length() && at < MAX_LOCATION; at++) {
      char c = location.charAt(at);
      // Names of properties are the client's own.
      plain.append(c > ' ' && c < 127 && c != '"' && c != '\\' && c != '<' ? c : '?');
    }
    return new Violation(plain + (location.length() > MAX_LOCATION ? "..." : ""), keyword);
  }

  @Override
  public String toString() {
    return (location.isEmpty() ? "the body" : location) + " (" + keyword + ")";
  }
}
