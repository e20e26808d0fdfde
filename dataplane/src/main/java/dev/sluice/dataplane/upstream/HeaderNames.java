package dev.sluice.dataplane.upstream;

import io.undertow.util.HttpString;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Names of response headers seen before, so that the same few are not built for every response. */
final class HeaderNames {
  private static final int BITS = 8;
  private static final int SIZE = 1 << BITS;
  private static final int WAYS = 2;
  private static final int MAX_LENGTH = 64;

  private final byte[][] spellings = new byte[SIZE][];
  private final @Nullable HttpString[] names = new @Nullable HttpString[SIZE];

  HttpString get(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length > MAX_LENGTH) {
      return create(bytes, from, length);
    }
    int hash = length;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + bytes[i];
    }
    // Fibonacci hashing; a name has two places, because two that share one would be built each
    // time.
    int slot = hash * 0x9E3779B9 >>> Integer.SIZE - BITS;
    for (int i = 0; i < WAYS; i++) {
      HttpString known = names[slot ^ i];
      if (known != null && same(spellings[slot ^ i], bytes, from, length)) {
        return known;
      }
    }
    if (names[slot] != null && names[slot ^ 1] == null) {
      slot ^= 1;
    }
    HttpString name = create(bytes, from, length);
    byte[] spelling = new byte[length];
    System.arraycopy(bytes, from, spelling, 0, length);
    spellings[slot] = spelling;
    names[slot] = name;
    return name;
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

  private static HttpString create(byte[] bytes, int from, int length) {
    return HttpString.tryFromString(new String(bytes, from, length, StandardCharsets.ISO_8859_1));
  }
}
