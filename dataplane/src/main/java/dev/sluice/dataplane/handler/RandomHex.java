package dev.sluice.dataplane.handler;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Random identifiers from the thread's own generator: unique, cheap, and no secret. Never all
 * zeros, which W3C Trace Context forbids.
 */
final class RandomHex {
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final int TRACE_PARENT = 55;
  private static final ThreadLocal<byte[]> SCRATCH =
      ThreadLocal.withInitial(() -> new byte[TRACE_PARENT]);

  private RandomHex() {}

  /** 128 bits. */
  static String digits32() {
    byte[] text = SCRATCH.get();
    write(text, 0);
    write(text, 16);
    return new String(text, 0, 32, StandardCharsets.ISO_8859_1);
  }

  /** 64 bits. */
  static String digits16() {
    byte[] text = SCRATCH.get();
    write(text, 0);
    return new String(text, 0, 16, StandardCharsets.ISO_8859_1);
  }

  /** A {@code traceparent} of version 00 that begins a trace which is not sampled. */
  static String traceParent() {
    byte[] text = SCRATCH.get();
    text[0] = '0';
    text[1] = '0';
    text[2] = '-';
    write(text, 3);
    write(text, 19);
    text[35] = '-';
    write(text, 36);
    text[52] = '-';
    text[53] = '0';
    text[54] = '0';
    return new String(text, 0, TRACE_PARENT, StandardCharsets.ISO_8859_1);
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
