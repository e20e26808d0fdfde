package dev.sluice.matching;

import org.jspecify.annotations.Nullable;

/** What RFC 3986 says of the characters of a path, and what we refuse beyond it. */
final class PathCharacters {
  /** Legal in a path and without a second meaning: pchar and slash, but no percent or semicolon. */
  private static final boolean[] PLAIN = new boolean[128];

  private static final boolean[] UNRESERVED = new boolean[128];

  static {
    String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    mark(UNRESERVED, letters + "0123456789-._~");
    mark(PLAIN, letters + "0123456789-._~");
    mark(PLAIN, "!$&'()*+,=:@/");
    // Not in RFC 3986, but browsers send them as they are and no parser gives them a meaning.
    mark(PLAIN, "[]|");
  }

  private PathCharacters() {}

  static boolean isPlain(int c) {
    return c < 128 && PLAIN[c];
  }

  static boolean isUnreserved(int c) {
    return c < 128 && UNRESERVED[c];
  }

  /** Why a character may not stand in a path as it is. */
  static RequestPath.@Nullable Reason whyNotRaw(char c) {
    return switch (c) {
      case ';' -> RequestPath.Reason.SEMICOLON;
      case '\\' -> RequestPath.Reason.BACKSLASH;
      case '#' -> RequestPath.Reason.FRAGMENT;
      case '?' -> RequestPath.Reason.QUERY;
      default -> {
        if (c < 0x20 || c == 0x7F) {
          yield RequestPath.Reason.CONTROL_CHARACTER;
        }
        if (c >= 128) {
          yield RequestPath.Reason.NON_ASCII;
        }
        if (!isPlain(c)) {
          yield RequestPath.Reason.ILLEGAL_CHARACTER;
        }
        yield null;
      }
    };
  }

  /** Why a code point may not stand in a path even when it is percent-encoded. */
  static RequestPath.@Nullable Reason whyNotEncoded(int codePoint) {
    return switch (codePoint) {
      case '/' -> RequestPath.Reason.ENCODED_SLASH;
      case '\\' -> RequestPath.Reason.ENCODED_BACKSLASH;
      case ';' -> RequestPath.Reason.SEMICOLON;
      default -> {
        if (codePoint < 0x20 || (codePoint >= 0x7F && codePoint < 0xA0)) {
          yield RequestPath.Reason.CONTROL_CHARACTER;
        }
        yield null;
      }
    };
  }

  private static void mark(boolean[] set, String characters) {
    for (int i = 0; i < characters.length(); i++) {
      set[characters.charAt(i)] = true;
    }
  }
}
