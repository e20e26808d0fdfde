package dev.sluice.dataplane.upstream;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What was made of octets that came before, so that the same few are not made again and again. As
 * many as there are places: a newer one takes the place of an older. Used by one thread.
 */
final class Interned<T> {
  private static final int BITS = 8;
  private static final int SIZE = 1 << BITS;
  private static final int WAYS = 2;
  private static final int MAX_LENGTH = 64;

  private final Function<String, T> maker;
  private final byte[][] spellings = new byte[SIZE][];
  private final @Nullable Object[] made = new @Nullable Object[SIZE];

  Interned(Function<String, T> maker) {
    this.maker = maker;
  }

  @SuppressWarnings("unchecked") // Only what the maker made is put there.
  T get(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length > MAX_LENGTH) {
      return make(bytes, from, length);
    }
    int hash = length;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + bytes[i];
    }
    // Fibonacci hashing; each has two places, because two that share one would be made each time.
    int slot = hash * 0x9E3779B9 >>> Integer.SIZE - BITS;
    for (int i = 0; i < WAYS; i++) {
      Object known = made[slot ^ i];
      if (known != null && same(spellings[slot ^ i], bytes, from, length)) {
        return (T) known;
      }
    }
    if (made[slot] != null) {
      // The one that came last stays.
      made[slot ^ 1] = made[slot];
      spellings[slot ^ 1] = spellings[slot];
    }
    T result = make(bytes, from, length);
    byte[] spelling = new byte[length];
    System.arraycopy(bytes, from, spelling, 0, length);
    spellings[slot] = spelling;
    made[slot] = result;
    return result;
  }

  private static boolean same(byte[] spelling, byte[] bytes, int from, int length) {
    if (spelling.length != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (spelling[i] != bytes[from + i]) {
        return false;
      }
    }
    return true;
  }

  private T make(byte[] bytes, int from, int length) {
    return maker.apply(new String(bytes, from, length, StandardCharsets.ISO_8859_1));
  }
}
