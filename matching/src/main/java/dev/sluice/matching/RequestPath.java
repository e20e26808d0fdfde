package dev.sluice.matching;

/**
 * The one normaliser of request paths: what it returns is matched and forwarded, so that a backend
 * never sees another path than the one that was judged.
 *
 * <p>Always: {@code .} and {@code ..} segments are resolved (never above the root), empty segments
 * dropped, percent-encoded unreserved characters (RFC 3986 section 2.3) decoded, hex digits of the
 * remaining escapes in upper case. What proxies and backends are known to read differently from
 * each other is refused: see {@link Reason}. Case, trailing dots and {@code %20} are left alone,
 * and nothing is decoded twice.
 */
public sealed interface RequestPath {
  /** The path in the form that is matched and forwarded. */
  record Normalized(String path) implements RequestPath {}

  /** The request is to be answered with 400. */
  record Refused(Reason reason) implements RequestPath {}

  /** What is wrong with a path. */
  enum Reason {
    NOT_ABSOLUTE("does not start with /"),
    CONTROL_CHARACTER("contains a control character"),
    NON_ASCII("contains a character outside ASCII that is not percent-encoded"),
    ILLEGAL_CHARACTER("contains a character that must be percent-encoded"),
    BACKSLASH("contains a backslash"),
    SEMICOLON("contains a semicolon"),
    FRAGMENT("contains #"),
    QUERY("contains ?"),
    ENCODED_SLASH("contains an encoded slash (%2F)"),
    ENCODED_BACKSLASH("contains an encoded backslash (%5C)"),
    BROKEN_ESCAPE("contains % without two hex digits"),
    INVALID_UTF8("contains escapes that are not UTF-8");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    /** To be read after the words "the path". */
    public String text() {
      return text;
    }
  }

  /**
   * @param raw the path as received: origin form without query; empty stands for {@code /}, as in
   *     an absolute form without path
   */
  static RequestPath normalize(String raw) {
    if (raw.isEmpty()) {
      return new Normalized("/");
    }
    if (raw.charAt(0) != '/') {
      return new Refused(Reason.NOT_ABSOLUTE);
    }
    return isNormal(raw) ? new Normalized(raw) : new PathNormalizer(raw).normalize();
  }

  /** Whether nothing is to be done; most paths. Allocates nothing. */
  static boolean isNormal(String raw) {
    int length = raw.length();
    if (length == 0 || raw.charAt(0) != '/') {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = raw.charAt(i);
      if (!PathCharacters.isPlain(c)) {
        return false;
      }
      if (c == '/' && i + 1 < length) {
        char next = raw.charAt(i + 1);
        // A segment such as ".well-known" is rare enough for the slow way.
        if (next == '/' || next == '.') {
          return false;
        }
      }
    }
    return true;
  }
}
