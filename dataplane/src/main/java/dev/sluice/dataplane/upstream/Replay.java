package dev.sluice.dataplane.upstream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The start of a request's body, copied as it goes out, so that it can go out again. */
final class Replay {
  private static final int FIRST = 4 * 1_024;
  private static final byte[] CRLF = {'\r', '\n'};
  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final long limit;
  private byte[] bytes = new byte[0];
  private int size;
  private boolean exceeded;

  /**
   * @param limit no more bytes are kept
   */
  Replay(long limit) {
    this.limit = limit;
  }

  /** Takes what lies in the buffer between these two places, unless it is all too much. */
  void record(ByteBuffer buffer, int from, int to) {
    int count = to - from;
    if (exceeded || count > limit - size) {
      exceeded = true;
      bytes = new byte[0];
      return;
    }
    if (size + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, room(size + count));
    }
    buffer.get(from, bytes, size, count);
    size += count;
  }

  private int room(int needed) {
    return (int) Math.min(limit, Math.max(needed, Math.max(FIRST, bytes.length * 2L)));
  }

  /** Whether all that came so far is here. */
  boolean whole() {
    return !exceeded;
  }

  /**
   * All that came so far, as it goes to the backend.
   *
   * @param ended nothing follows it
   */
  ByteBuffer framed(boolean chunked, boolean ended) {
    if (!chunked) {
      return ByteBuffer.wrap(bytes, 0, size);
    }
    byte[] length = Integer.toHexString(size).getBytes(StandardCharsets.US_ASCII);
    ByteBuffer framed = ByteBuffer.allocate(size + length.length + 4 + LAST_CHUNK.length);
    if (size > 0) {
      framed.put(length).put(CRLF).put(bytes, 0, size).put(CRLF);
    }
    if (ended) {
      framed.put(LAST_CHUNK);
    }
    return framed.flip();
  }
}
