package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.RequestContext;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.channels.StreamSourceChannel;

/**
 * Sends one request: its head, then its body as the client delivers it, one buffer at a time. The
 * slower side sets the pace. Request trailers are dropped.
 *
 * <p>A body that came whole in the first buffer is kept until the backend answers, so that the
 * request can be sent once more over another connection.
 */
final class RequestRelay {
  /** Who is told how it goes. */
  interface Listener {
    /** Some of it was handed to the socket. */
    void requestMoved();

    /** The last byte is handed to the socket. */
    void requestSent();

    /** The backend does not take it. */
    void upstreamRefuses(IOException cause);

    /** The client does not deliver it, or not in a form that can be forwarded. */
    void clientFails(IOException cause);
  }

  /** Before the data of a chunk: its size and CRLF; behind it: CRLF and the last chunk. */
  private static final int CHUNK_PREFIX = 8;

  private static final int CHUNK_SUFFIX = 7;

  private final HttpServerExchange exchange;
  private final RequestFraming framing;
  private final BodyTap tap;
  private final Timer patience;
  private final IoLoop loop;
  private Listener listener;
  private @Nullable UpstreamConnection connection;
  private @Nullable StreamSourceChannel client;
  private @Nullable ByteBuffer head;
  private @Nullable PooledByteBuffer pooled;
  private int dataStart;
  private boolean bodyRead;
  private boolean bodyEnded;
  private boolean bodyKept;
  private boolean sent;
  private boolean complete;
  private boolean stopped;

  RequestRelay(
      HttpServerExchange exchange,
      RequestFraming framing,
      BodyTap tap,
      IoLoop loop,
      Listener listener) {
    this.exchange = exchange;
    this.framing = framing;
    this.tap = tap;
    this.loop = loop;
    this.listener = listener;
    this.patience = new Timer(this::continueBody);
  }

  RequestFraming framing() {
    return framing;
  }

  /** Whether any byte was handed to the socket of the current attempt. */
  boolean sent() {
    return sent;
  }

  boolean complete() {
    return complete;
  }

  /** Whether all that came was sent, and the next move is the client's. */
  boolean awaitsClient() {
    return framing.hasBody()
        && connection != null
        && head == null
        && pooled == null
        && !bodyEnded
        && !patience.scheduled;
  }

  /** Whether all can be sent again. */
  boolean replayable() {
    return !framing.hasBody() || !bodyRead || bodyKept;
  }

  /** Sends over this connection, from the start. */
  void begin(UpstreamConnection to, ByteBuffer requestHead, Listener newListener) {
    connection = to;
    head = requestHead;
    listener = newListener;
    sent = false;
    complete = false;
    stopped = false;
    if (bodyKept && pooled != null) {
      pooled.getBuffer().position(dataStart);
    } else if (framing.hasBody() && Expectation.of(exchange)) {
      loop.wheel().schedule(patience, Expectation.PATIENCE_MILLIS);
    }
    pump();
  }

  /** The backend wants the body, or the wait for its word is over. */
  void continueBody() {
    loop.wheel().cancel(patience);
    if (stopped || complete || !framing.hasBody() || !Expectation.of(exchange)) {
      return;
    }
    try {
      Expectation.fulfil(exchange);
    } catch (IOException e) {
      listener.clientFails(e);
      return;
    }
    pump();
  }

  void writable() {
    pump();
  }

  private void pump() {
    while (!stopped && !complete) {
      boolean ready;
      try {
        ready = fill();
      } catch (IOException e) {
        stop();
        listener.clientFails(e);
        return;
      }
      if (stopped) {
        return;
      }
      try {
        if (!drain()) {
          park();
          return;
        }
      } catch (IOException e) {
        stop();
        listener.upstreamRefuses(e);
        return;
      }
      if (!framing.hasBody() || bodyEnded) {
        finish();
      } else if (!ready) {
        return;
      }
    }
  }

  /**
   * Reads from the client if there is room and something is wanted.
   *
   * @return whether there is something to send behind the head, or the body is at its end
   */
  private boolean fill() throws IOException {
    if (!framing.hasBody() || bodyEnded || (pooled != null && pooled.getBuffer().hasRemaining())) {
      return true;
    }
    if (patience.scheduled) {
      return false;
    }
    if (Expectation.of(exchange)) {
      Expectation.fulfil(exchange);
    }
    StreamSourceChannel from = client();
    PooledByteBuffer space = pooled;
    if (space == null) {
      space = exchange.getConnection().getByteBufferPool().allocate();
      pooled = space;
    }
    ByteBuffer buffer = space.getBuffer().clear();
    boolean first = !bodyRead;
    boolean chunked = framing instanceof RequestFraming.Chunked;
    if (chunked) {
      buffer.position(CHUNK_PREFIX).limit(buffer.capacity() - CHUNK_SUFFIX);
    }
    int start = buffer.position();
    int count = read(from, buffer);
    if (stopped) {
      return false;
    }
    RequestContext.of(exchange).received(buffer.position() - start);
    if (buffer.position() == start && count == 0) {
      space.close();
      pooled = null;
      from.resumeReads();
      return false;
    }
    bodyRead |= buffer.position() > start;
    bodyEnded = count < 0;
    if (buffer.position() > start) {
      tap.data(buffer.duplicate().limit(buffer.position()).position(start));
    }
    if (bodyEnded) {
      tap.end();
    }
    if (chunked) {
      encodeChunk(buffer, start);
    } else {
      buffer.flip();
    }
    dataStart = buffer.position();
    bodyKept = first && bodyEnded;
    return true;
  }

  /** Reads until the buffer is full, the client pauses (0) or the body ends (-1). */
  private static int read(StreamSourceChannel from, ByteBuffer buffer) throws IOException {
    int count;
    do {
      count = from.read(buffer);
    } while (count > 0 && buffer.hasRemaining());
    if (count > 0) {
      // Full: the end may be here too, and is known without another system call.
      return 1;
    }
    return count;
  }

  private void encodeChunk(ByteBuffer buffer, int start) {
    int size = buffer.position() - start;
    buffer.limit(buffer.capacity());
    int from = start;
    if (size > 0) {
      buffer.put((byte) '\r').put((byte) '\n');
      buffer.put(--from, (byte) '\n').put(--from, (byte) '\r');
      for (int rest = size; rest > 0; rest >>= 4) {
        buffer.put(--from, (byte) Character.forDigit(rest & 15, 16));
      }
    }
    if (bodyEnded) {
      buffer.put((byte) '0').put((byte) '\r').put((byte) '\n').put((byte) '\r').put((byte) '\n');
    }
    buffer.flip().position(from);
  }

  private StreamSourceChannel client() {
    StreamSourceChannel channel = client;
    if (channel == null) {
      channel = exchange.getRequestChannel();
      channel.getReadSetter().set(ready -> pump());
      client = channel;
    }
    return channel;
  }

  /** Whether all that is at hand was taken. */
  private boolean drain() throws IOException {
    UpstreamConnection to = connection;
    if (to == null) {
      return false;
    }
    ByteBuffer first = head;
    ByteBuffer second = pooled == null ? null : pooled.getBuffer();
    if (second != null && !second.hasRemaining()) {
      second = null;
    }
    while (first != null || second != null) {
      long count = write(to, first, second);
      sent |= count > 0;
      listener.requestMoved();
      if (first != null && !first.hasRemaining()) {
        first = null;
        head = null;
      }
      if (second != null && !second.hasRemaining()) {
        second = null;
      }
      if (count == 0) {
        return false;
      }
    }
    return true;
  }

  private static long write(
      UpstreamConnection to, @Nullable ByteBuffer first, @Nullable ByteBuffer second)
      throws IOException {
    if (first == null) {
      return second == null ? 0 : to.write(second);
    }
    return second == null ? to.write(first) : to.write(new ByteBuffer[] {first, second});
  }

  /** Waits for the backend. */
  private void park() {
    if (head != null) {
      // The head lies in a place that the next request will use.
      ByteBuffer copy = ByteBuffer.allocate(head.remaining());
      head = copy.put(head).flip();
    }
    if (client != null && !bodyEnded) {
      client.suspendReads();
    }
    if (connection != null) {
      connection.resumeWrites();
    }
  }

  private void finish() {
    complete = true;
    if (connection != null) {
      connection.suspendWrites();
    }
    if (!bodyKept) {
      free();
    }
    listener.requestSent();
  }

  /** Sends no more. What the client still delivers stays unread. */
  void stop() {
    stopped = true;
    loop.wheel().cancel(patience);
    if (client != null && !bodyEnded) {
      client.suspendReads();
    }
    if (connection != null && !complete) {
      connection.suspendWrites();
    }
    connection = null;
    head = null;
    if (!bodyKept) {
      free();
    }
  }

  /** No other attempt will follow. */
  void forget() {
    bodyKept = false;
    if (complete || stopped) {
      free();
    }
  }

  private void free() {
    PooledByteBuffer old = pooled;
    if (old != null) {
      pooled = null;
      old.close();
    }
  }
}
