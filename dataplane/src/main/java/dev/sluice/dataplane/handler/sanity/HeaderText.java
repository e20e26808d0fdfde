package dev.sluice.dataplane.handler.sanity;

import dev.sluice.matching.HttpToken;
import io.undertow.util.HttpString;

/** What may stand in a header field (RFC 9110 section 5). */
public final class HeaderText {
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
      if (!HttpToken.hasOctet(name.byteAt(i))) {
        return false;
      }
    }
    return length > 0;
  }
}
