package dev.sluice.dataplane.auth.token;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * base64url without padding (RFC 7515, section 2), in the one writing that each byte string has: a
 * token that could be written in two ways would be two tokens to whoever compares texts.
 */
public final class StrictBase64 {
  private static final byte NONE = -1;
  private static final byte[] VALUES = values();

  private StrictBase64() {}

  private static byte[] values() {
    byte[] values = new byte[128];
    Arrays.fill(values, NONE);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for (int i = 0; i < alphabet.length(); i++) {
      values[alphabet.charAt(i)] = (byte) i;
    }
    return values;
  }

  /** Null if it is none: other characters, a length that none has, or bits that belong to none. */
  public static byte @Nullable [] decode(String text, int start, int end) {
    int length = end - start;
    int rest = length & 3;
    if (rest == 1) {
      return null;
    }
    byte[] bytes = new byte[length * 3 / 4];
    int bits = 0;
    int held = 0;
    int out = 0;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      int value = c < 128 ? VALUES[c] : NONE;
      if (value < 0) {
        return null;
      }
      bits = bits << 6 | value;
      held += 6;
      if (held >= 8) {
        held -= 8;
        bytes[out++] = (byte) (bits >> held);
        bits &= (1 << held) - 1;
      }
    }
    return bits == 0 ? bytes : null;
  }
}
