package dev.sluice.dataplane.identity;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Texts of a credential as a header can carry them, so that none ends the header, and none passes
 * for two. Printable ASCII stands as it is; everything else, {@code %} and the comma are written as
 * percent signs and hexadecimal digits of their UTF-8 (RFC 3986 section 2.1). A backend that splits
 * at commas and then decodes has the very texts of the credential.
 */
public final class IdentityText {
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private IdentityText() {}

  /** Several with commas between them; empty ones are left out. */
  public static String of(List<String> texts) {
    if (texts.size() == 1) {
      return of(texts.getFirst());
    }
    StringBuilder joined = new StringBuilder();
    for (String text : texts) {
      if (!text.isEmpty()) {
        if (!joined.isEmpty()) {
          joined.append(',');
        }
        joined.append(of(text));
      }
    }
    return joined.toString();
  }

  public static String of(String text) {
    int plain = 0;
    while (plain < text.length() && isPlain(text, plain)) {
      plain++;
    }
    return plain == text.length() ? text : encode(text);
  }

  private static String encode(String text) {
    StringBuilder encoded = new StringBuilder(text.length() + 8);
    int at = 0;
    while (at < text.length()) {
      int codePoint = text.codePointAt(at);
      int after = at + Character.charCount(codePoint);
      if (isPlain(text, at)) {
        encoded.append(text.charAt(at));
      } else {
        for (byte octet : text.substring(at, after).getBytes(StandardCharsets.UTF_8)) {
          encoded.append('%').append(HEX[(octet >> 4) & 0xf]).append(HEX[octet & 0xf]);
        }
      }
      at = after;
    }
    return encoded.toString();
  }

  /** A space counts between other characters only: who reads a header trims it. */
  private static boolean isPlain(String text, int at) {
    char c = text.charAt(at);
    if (c == ' ') {
      return at > 0 && at < text.length() - 1;
    }
    return c > ' ' && c < 0x7f && c != '%' && c != ',';
  }
}
