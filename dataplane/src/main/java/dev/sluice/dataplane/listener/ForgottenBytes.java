package dev.sluice.dataplane.listener;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.conduits.StreamSourceConduit;

/** What a client sends that nobody wants: it is read and forgotten, up to a bound. */
final class ForgottenBytes {
  private static final long MAX_DRAINED = 1024 * 1024;

  private long drained;

  /**
   * @throws IOException if that is too much
   */
  void count(long bytes) throws IOException {
    drained += bytes;
    if (drained > MAX_DRAINED) {
      throw new IOException("the rest of the request is too long to be read and forgotten");
    }
  }

  /**
   * Takes what there is for now.
   *
   * @return 0, or -1 at the end or the bound
   */
  int takeAll(StreamSourceConduit from, ByteBufferPool buffers) throws IOException {
    try (PooledByteBuffer pooled = buffers.allocate()) {
      ByteBuffer buffer = pooled.getBuffer();
      int count = from.read(buffer);
      while (count > 0) {
        drained += count;
        if (drained > MAX_DRAINED) {
          return -1;
        }
        count = from.read(buffer.clear());
      }
      return count;
    }
  }
}
