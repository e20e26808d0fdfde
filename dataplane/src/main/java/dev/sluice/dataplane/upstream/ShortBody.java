package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.ask.Reply;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The body of an answer to a question of our own, without its framing, if it is short. */
final class ShortBody {
  private final boolean untilClose;
  private final @Nullable ChunkDecoder chunks;
  private final ByteArrayOutputStream octets = new ByteArrayOutputStream(0);
  private long remaining;
  private boolean clean = true;
  private boolean tooLong;

  ShortBody(ResponseFraming framing) {
    untilClose = framing instanceof ResponseFraming.UntilClose;
    chunks = framing instanceof ResponseFraming.Chunked ? new ChunkDecoder() : null;
    remaining = framing instanceof ResponseFraming.Fixed(long length) ? length : 0;
    tooLong = remaining > Reply.MAX_BODY;
  }

  /** Takes all that is in the buffer. */
  void take(ByteBuffer buffer) throws BadResponse {
    if (chunks != null) {
      clean &= chunks.decode(buffer) == 0;
    } else if (!untilClose) {
      clean &= buffer.remaining() <= remaining;
      buffer.limit(buffer.position() + (int) Math.min(remaining, buffer.remaining()));
      remaining -= buffer.remaining();
    }
    tooLong |= octets.size() + buffer.remaining() > Reply.MAX_BODY;
    if (!tooLong) {
      byte[] piece = new byte[buffer.remaining()];
      buffer.get(piece);
      octets.writeBytes(piece);
    }
  }

  /** The rest is not worth the wait. */
  boolean tooLong() {
    return tooLong;
  }

  boolean done() {
    return chunks != null ? chunks.done() : !untilClose && remaining == 0;
  }

  /** Whether the end of the connection is the end of the answer. */
  boolean endsWithConnection() {
    return untilClose;
  }

  /** Whether nothing came behind the end. */
  boolean clean() {
    return clean;
  }

  byte[] octets() {
    return octets.toByteArray();
  }
}
