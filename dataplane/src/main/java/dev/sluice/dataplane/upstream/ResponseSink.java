package dev.sluice.dataplane.upstream;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads the body of a response to its end and forgets it. */
final class ResponseSink {
  private final boolean untilClose;
  private final @Nullable ChunkDecoder chunks;
  private long remaining;
  private boolean clean = true;

  ResponseSink(ResponseFraming framing) {
    untilClose = framing instanceof ResponseFraming.UntilClose;
    chunks = framing instanceof ResponseFraming.Chunked ? new ChunkDecoder() : null;
    remaining = framing instanceof ResponseFraming.Fixed(long length) ? length : 0;
  }

  /** Takes all that is in the buffer. */
  void take(ByteBuffer buffer) throws BadResponse {
    int count = buffer.remaining();
    if (chunks != null) {
      clean &= chunks.decode(buffer) == 0;
    } else if (!untilClose) {
      clean &= count <= remaining;
      remaining = Math.max(0, remaining - count);
    }
    buffer.position(buffer.limit());
  }

  boolean done() {
    return chunks != null ? chunks.done() : !untilClose && remaining == 0;
  }

  /** Whether the end of the connection is the end of the response. */
  boolean endsWithConnection() {
    return untilClose;
  }

  /** Whether nothing came behind the end. */
  boolean clean() {
    return clean;
  }
}
