package dev.sluice.dataplane.handler;

/** What may stand in a URL that is sent to a client. */
final class UrlText {
  private UrlText() {}

  /** Whether all characters are visible ones of ASCII, so that none ends the header. */
  static boolean isVisible(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) <= ' ' || text.charAt(i) >= 0x7f) {
        return false;
      }
    }
    return true;
  }
}
