package dev.sluice.dataplane.upstream.tls;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Room for one TLS record each. Connections of one I/O thread share a few: one that rests has none.
 * Used on that thread only.
 */
public final class TlsBuffers {
  /** A record of TLS 1.2 with all that may stand around it, and some more. */
  private static final int SIZE = 17 * 1024;

  private static final int KEPT = 32;

  private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();

  ByteBuffer take() {
    ByteBuffer buffer = free.pollLast();
    return buffer == null ? ByteBuffer.allocateDirect(SIZE) : buffer.clear();
  }

  void give(ByteBuffer buffer) {
    if (free.size() < KEPT) {
      free.addLast(buffer);
    }
  }
}
