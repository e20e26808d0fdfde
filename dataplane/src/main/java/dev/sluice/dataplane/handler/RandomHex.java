package dev.sluice.dataplane.handler;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Random identifiers from the thread's own generator: unique, cheap, and no secret. Never all
 * zeros, which W3C Trace Context forbids.
 */
final class RandomHex {
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private RandomHex() {}

  /** 128 bits. */
  static String digits32() {
    byte[] text = new byte[32];
    write(text, 0);
    write(text, 16);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /** 64 bits. */
  static String digits16() {
    byte[] text = new byte[16];
    write(text, 0);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  private static void write(byte[] text, int offset) {
    long bits;
    do {
      bits = ThreadLocalRandom.current().nextLong();
    } while (bits == 0);
    for (int i = 15; i >= 0; i--) {
      text[offset + i] = DIGITS[(int) (bits & 15)];
      bits >>>= 4;
    }
  }
}
