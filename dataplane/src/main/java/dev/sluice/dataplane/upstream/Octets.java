package dev.sluice.dataplane.upstream;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Classes of octets in HTTP heads (RFC 9110, sections 5.5 and 5.6.2). */
final class Octets {
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final boolean[] VALUE = new boolean[256];

  static {
    for (int c = 0x20; c <= 0xff; c++) {
      VALUE[c] = c != 0x7f;
    }
    VALUE['\t'] = true;
  }

  private Octets() {}

  /** May stand in a field value: no control but HT. */
  static boolean value(byte octet) {
    return VALUE[octet & 0xff];
  }

  /** Eight at a time: most of a head is values. */
  static boolean values(byte[] octets, int from, int to) {
    int i = from;
    for (; i + 8 <= to; i += 8) {
      long word = (long) WORDS.get(octets, i);
      if (suspicious(word) && !each(octets, i, i + 8)) {
        return false;
      }
    }
    return each(octets, i, to);
  }

  /** Whether one of eight octets is below 0x20 or is 0x7f ("Bit Twiddling Hacks", hasless). */
  private static boolean suspicious(long word) {
    long low = word - 0x2020202020202020L & ~word;
    long flipped = word ^ 0x7f7f7f7f7f7f7f7fL;
    long delete = flipped - 0x0101010101010101L & ~flipped;
    return ((low | delete) & 0x8080808080808080L) != 0;
  }

  private static boolean each(byte[] octets, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!VALUE[octets[i] & 0xff]) {
        return false;
      }
    }
    return true;
  }

  /** May stand in a request target: visible ASCII only. */
  static boolean targets(byte[] octets, int from, int to) {
    for (int i = from; i < to; i++) {
      if (octets[i] <= 0x20 || octets[i] == 0x7f) {
        return false;
      }
    }
    return true;
  }
}
