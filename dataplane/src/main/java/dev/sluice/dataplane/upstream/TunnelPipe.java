package dev.sluice.dataplane.upstream;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.StreamSourceConduit;

/** One direction of a tunnel, one buffer at a time; the slower side sets the pace. */
final class TunnelPipe {
  /** So many buffers at most for one event, then it is another connection's turn. */
  private static final int MAX_READS = 8;

  private final StreamSourceConduit source;
  private final StreamSinkConduit sink;
  private final ByteBufferPool buffers;
  private @Nullable PooledByteBuffer pooled;
  private boolean ended;

  /**
   * @param first what was read already
   */
  TunnelPipe(
      StreamSourceConduit source,
      StreamSinkConduit sink,
      ByteBufferPool buffers,
      @Nullable PooledByteBuffer first) {
    this.source = source;
    this.sink = sink;
    this.buffers = buffers;
    this.pooled = first;
  }

  /** Whether the source has ended and the sink was told so. */
  boolean ended() {
    return ended;
  }

  /** Moves what can be moved now, and arranges to be called again. */
  void pump() throws IOException {
    for (int i = 0; i < MAX_READS && !ended; i++) {
      if (!write()) {
        source.suspendReads();
        sink.resumeWrites();
        return;
      }
      int count = read();
      if (count < 0) {
        ended = true;
        source.suspendReads();
        sink.suspendWrites();
        sink.terminateWrites();
        return;
      }
      if (count == 0) {
        break;
      }
    }
    if (!ended) {
      sink.suspendWrites();
      if (write()) {
        source.resumeReads();
      } else {
        source.suspendReads();
        sink.resumeWrites();
      }
    }
  }

  private boolean write() throws IOException {
    PooledByteBuffer from = pooled;
    if (from == null) {
      return true;
    }
    ByteBuffer buffer = from.getBuffer();
    while (buffer.hasRemaining()) {
      if (sink.write(buffer) == 0) {
        return false;
      }
    }
    free();
    return true;
  }

  private int read() throws IOException {
    PooledByteBuffer space = buffers.allocate();
    ByteBuffer buffer = space.getBuffer();
    int count = 0;
    try {
      count = source.read(buffer);
    } finally {
      if (count <= 0) {
        space.close();
      }
    }
    if (count > 0) {
      buffer.flip();
      pooled = space;
    }
    return count;
  }

  void free() {
    PooledByteBuffer old = pooled;
    if (old != null) {
      pooled = null;
      old.close();
    }
  }
}
