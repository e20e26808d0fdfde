package dev.sluice.dataplane.handler.sanity;

import io.undertow.util.HttpString;

/** What may stand in a header field (RFC 9110 section 5). */
public final class HeaderText {
  private static final boolean[] TOKEN = new boolean[128];

  static {
    for (char c = '0'; c <= '9'; c++) {
      TOKEN[c] = true;
    }
    for (char c = 'a'; c <= 'z'; c++) {
      TOKEN[c] = true;
      TOKEN[c - 'a' + 'A'] = true;
    }
    for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
      TOKEN[c] = true;
    }
  }

  private HeaderText() {}

  /** Anything but control characters; a tab is none. */
  public static boolean isValue(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f) {
        return false;
      }
    }
    return true;
  }

  public static boolean isName(HttpString name) {
    int length = name.length();
    for (int i = 0; i < length; i++) {
      byte b = name.byteAt(i);
      if (b < 0 || !TOKEN[b]) {
        return false;
      }
    }
    return length > 0;
  }

  public static boolean isTokenOctet(int c) {
    return c >= 0 && c < TOKEN.length && TOKEN[c];
  }

  public static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= TOKEN.length || !TOKEN[c]) {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
