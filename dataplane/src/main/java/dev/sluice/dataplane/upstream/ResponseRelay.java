package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.channels.StreamSinkChannel;

/**
 * Passes the body of a response on to the client, one buffer at a time. The slower side sets the
 * pace. Response trailers are dropped.
 */
final class ResponseRelay {
  /** Who is told how it goes. */
  interface Listener {
    /**
     * All of the response is read; some of it may still be on its way to the client.
     *
     * @param clean whether nothing followed it
     */
    void responseRead(boolean clean);

    /** The backend broke off, or broke the rules. */
    void responseBroken(FailureKind kind, String detail);

    /** The client does not take it. */
    void clientGone();

    /** The client has it. */
    void responseDelivered();
  }

  /** So many buffers at most for one event, then it is another connection's turn. */
  private static final int MAX_READS = 4;

  private final HttpServerExchange exchange;
  private final UpstreamConnection connection;
  private final Listener listener;
  private final boolean untilClose;
  private final @Nullable ChunkDecoder chunks;
  private final long length;
  private long remaining;
  private @Nullable StreamSinkChannel client;
  private @Nullable PooledByteBuffer pooled;
  private boolean listening;
  private boolean blocked;
  private boolean read;
  private boolean ended;

  ResponseRelay(
      HttpServerExchange exchange,
      ResponseFraming framing,
      UpstreamConnection connection,
      Listener listener) {
    this.exchange = exchange;
    this.connection = connection;
    this.listener = listener;
    untilClose = framing instanceof ResponseFraming.UntilClose;
    chunks = framing instanceof ResponseFraming.Chunked ? new ChunkDecoder() : null;
    length = framing instanceof ResponseFraming.Fixed(long known) ? known : 0;
    remaining = length;
  }

  /**
   * Takes what was read behind the head: an answer that is broken already should not begin.
   *
   * @return whether to {@link #begin}
   */
  boolean prepare(PooledByteBuffer rest) {
    pooled = rest;
    return take(rest.getBuffer());
  }

  /** Whether the client has to take what is there before anything else happens. */
  boolean awaitsClient() {
    return blocked;
  }

  /** Starts the answer to the client; its head is in the exchange. */
  void begin() {
    if (length > 0) {
      RequestContext.of(exchange)
          .upstream()
          .answerSink(new FixedAnswer(exchange, connection.pool().loop().answerHead(), length));
    }
    client = exchange.getResponseChannel();
    deliver();
  }

  /**
   * Makes the buffer hold data of the body only.
   *
   * @return whether the relay goes on
   */
  private boolean take(ByteBuffer buffer) {
    int extra = 0;
    if (chunks != null) {
      try {
        extra = chunks.decode(buffer);
      } catch (BadResponse e) {
        broken(FailureKind.UPSTREAM_PROTOCOL_ERROR, e);
        return false;
      }
      read = chunks.done();
    } else if (!untilClose) {
      if (buffer.remaining() > remaining) {
        extra = (int) (buffer.remaining() - remaining);
        buffer.limit(buffer.limit() - extra);
      }
      remaining -= buffer.remaining();
      read = remaining == 0;
    }
    if (read) {
      listener.responseRead(extra == 0);
    }
    return !ended;
  }

  private void broken(FailureKind kind, Exception cause) {
    abort();
    listener.responseBroken(kind, String.valueOf(cause.getMessage()));
  }

  void readable() {
    if (blocked) {
      connection.suspendReads();
      return;
    }
    for (int i = 0; i < MAX_READS && !blocked && !read && !ended; i++) {
      if (!readOnce()) {
        return;
      }
    }
  }

  /** Whether the socket may hold more. */
  private boolean readOnce() {
    PooledByteBuffer space = exchange.getConnection().getByteBufferPool().allocate();
    ByteBuffer buffer = space.getBuffer();
    int count;
    try {
      count = connection.read(buffer);
    } catch (IOException e) {
      space.close();
      broken(FailureKind.UPSTREAM_TRUNCATED, e);
      return false;
    }
    if (count <= 0) {
      space.close();
      if (count < 0) {
        endOfConnection();
      }
      return false;
    }
    boolean full = !buffer.hasRemaining();
    pooled = space;
    buffer.flip();
    if (take(buffer)) {
      deliver();
    }
    return full;
  }

  private void endOfConnection() {
    if (untilClose) {
      read = true;
      listener.responseRead(false);
      deliver();
    } else {
      abort();
      listener.responseBroken(
          FailureKind.UPSTREAM_TRUNCATED, "the connection ended within the response");
    }
  }

  /** Writes what is at hand, and the end if it is known. */
  private void deliver() {
    StreamSinkChannel to = client;
    if (ended || to == null) {
      return;
    }
    try {
      if (!write(to)) {
        block(to);
      } else if (!read) {
        unblock();
      } else {
        finish(to);
      }
    } catch (IOException e) {
      abort();
      listener.clientGone();
    }
  }

  private boolean write(StreamSinkChannel to) throws IOException {
    PooledByteBuffer from = pooled;
    if (from == null) {
      return !blocked || to.flush();
    }
    ByteBuffer buffer = from.getBuffer();
    if (!buffer.hasRemaining() && !read) {
      // Nothing but the head, and maybe nothing for long: the client gets the head now.
      free();
      return to.flush();
    }
    while (buffer.hasRemaining()) {
      int count = read ? to.writeFinal(buffer) : to.write(buffer);
      if (ended) {
        return true;
      }
      if (count == 0) {
        return false;
      }
    }
    free();
    return true;
  }

  private void block(StreamSinkChannel to) {
    blocked = true;
    if (!read) {
      connection.suspendReads();
    }
    if (!listening) {
      listening = true;
      to.getWriteSetter().set(ready -> deliver());
    }
    to.resumeWrites();
  }

  private void unblock() {
    if (blocked) {
      blocked = false;
      if (client != null) {
        client.suspendWrites();
      }
      connection.resumeReads();
    }
  }

  private void finish(StreamSinkChannel to) throws IOException {
    to.shutdownWrites();
    if (!to.flush()) {
      block(to);
      return;
    }
    if (!ended) {
      ended = true;
      listener.responseDelivered();
    }
  }

  /** Stops, whatever is under way; nobody is told. */
  void abort() {
    ended = true;
    free();
  }

  private void free() {
    PooledByteBuffer old = pooled;
    if (old != null) {
      pooled = null;
      old.close();
    }
  }
}
