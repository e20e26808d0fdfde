package dev.sluice.dataplane.listener;

import io.undertow.connector.PooledByteBuffer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What a client has sent before anybody wanted it: one buffer at most. */
final class EarlyData {
  private @Nullable PooledByteBuffer kept;

  boolean isThere() {
    return kept != null;
  }

  /**
   * @param buffer to be read; is this one's from now on
   */
  void keep(PooledByteBuffer buffer) {
    kept = buffer;
  }

  /**
   * Moves as much as fits.
   *
   * @return how many bytes; 0 if there are none
   */
  int take(ByteBuffer target) {
    PooledByteBuffer from = kept;
    if (from == null) {
      return 0;
    }
    ByteBuffer source = from.getBuffer();
    int count = Math.min(source.remaining(), target.remaining());
    target.put(target.position(), source, source.position(), count);
    target.position(target.position() + count);
    source.position(source.position() + count);
    if (!source.hasRemaining()) {
      free();
    }
    return count;
  }

  /** Nobody wants it any more. */
  void free() {
    PooledByteBuffer gone = kept;
    if (gone != null) {
      kept = null;
      gone.close();
    }
  }
}
