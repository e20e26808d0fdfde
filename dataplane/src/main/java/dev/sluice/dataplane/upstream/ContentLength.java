package dev.sluice.dataplane.upstream;

/** The one form of Content-Length that is believed: {@code 0|[1-9][0-9]{0,17}}. */
final class ContentLength {
  private ContentLength() {}

  /** -1 for every other form. */
  static long parse(String value) {
    int length = value.length();
    if (length == 0 || length > 18 || (length > 1 && value.charAt(0) == '0')) {
      return -1;
    }
    long number = 0;
    for (int i = 0; i < length; i++) {
      int digit = value.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }
}
