package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.RequestContext;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.channels.StreamSourceChannel;

/**
 * The body of a request as the client delivers it, framed for the backend, one buffer at a time.
 * Request trailers are dropped.
 *
 * <p>A body that came whole in the first buffer is kept there until the backend answers; a longer
 * one is copied as it passes if the request may be repeated, up to a bound.
 */
final class RequestBody {
  /** Before the data of a chunk: its size and CRLF; behind it: CRLF and the last chunk. */
  private static final int CHUNK_PREFIX = 8;

  private static final int CHUNK_SUFFIX = 7;

  /** Left free in front of what comes first, for the head of the request. */
  private static final int ROOM = 1_024;

  private final HttpServerExchange exchange;
  private final BodyTap tap;
  private final RequestRelay relay;
  private final boolean chunked;
  private final int maxKept;
  private final @Nullable Replay replay;
  private @Nullable StreamSourceChannel client;
  private @Nullable PooledByteBuffer pooled;
  private @Nullable ByteBuffer data;
  private @Nullable ClientPauses pauses;
  private int dataStart;
  private boolean begun;
  private boolean ended;
  private boolean keptWhole;
  private boolean forgotten;
  private boolean halted;
  private boolean listening;

  /**
   * @param repeats whether the request may reach a backend twice
   * @param maxKept of a body that is kept
   * @param relay goes on when the client has more
   */
  RequestBody(
      HttpServerExchange exchange,
      RequestFraming framing,
      BodyTap tap,
      boolean repeats,
      long maxKept,
      RequestRelay relay) {
    this.exchange = exchange;
    this.tap = tap;
    this.relay = relay;
    this.maxKept = (int) Math.min(maxKept, Integer.MAX_VALUE);
    chunked = framing instanceof RequestFraming.Chunked;
    boolean tooLong = framing instanceof RequestFraming.Fixed(long length) && length > maxKept;
    replay = repeats && !tooLong ? new Replay(maxKept) : null;
  }

  /** What is to be sent next, null if nothing is at hand. */
  @Nullable ByteBuffer data() {
    ByteBuffer next = data;
    return next != null && next.hasRemaining() ? next : null;
  }

  /** Whether the last byte came from the client. */
  boolean ended() {
    return ended;
  }

  /** Whether all that came was passed on, and the next move is the client's. */
  boolean awaitsClient() {
    return data == null && !ended;
  }

  HttpServerExchange exchange() {
    return exchange;
  }

  /** How the client takes its time; null if it never did. */
  @Nullable ClientPauses pauses() {
    return pauses;
  }

  private void pausing(boolean nothingCame) {
    ClientPauses known = pauses;
    if (known == null && nothingCame) {
      known = new ClientPauses();
      pauses = known;
    }
    if (known != null) {
      known.now(nothingCame);
    }
  }

  /** Whether all that came can be sent again. */
  boolean replayable() {
    return !begun || keptWhole || (!forgotten && replay != null && replay.whole());
  }

  /** Starts from the first byte. */
  void rewind() {
    halted = false;
    if (keptWhole && pooled != null) {
      data = pooled.getBuffer().position(dataStart);
    } else if (begun && replay != null) {
      data = replay.framed(chunked, ended);
    }
  }

  /**
   * Reads from the client if there is room.
   *
   * @return whether there is something to send, or the body is at its end
   */
  boolean fill() throws IOException {
    if (ended || data() != null) {
      return true;
    }
    StreamSourceChannel from = client();
    PooledByteBuffer space = pooled;
    if (space == null) {
      space = exchange.getConnection().getByteBufferPool().allocate();
      pooled = space;
    }
    ByteBuffer buffer = space.getBuffer().clear();
    data = null;
    boolean first = !begun;
    if (first) {
      buffer.position(ROOM);
    } else if (chunked) {
      buffer.position(CHUNK_PREFIX);
    }
    if (chunked) {
      buffer.limit(buffer.capacity() - CHUNK_SUFFIX);
    }
    int start = buffer.position();
    int count = read(from, buffer);
    if (halted) {
      return false;
    }
    int size = buffer.position() - start;
    RequestContext.of(exchange).received(size);
    pausing(size == 0 && count == 0);
    if (size == 0 && count == 0) {
      free();
      listen(from);
      return false;
    }
    begun |= size > 0;
    ended = count < 0;
    if (size > 0 && tap != BodyTap.NONE) {
      tap.data(buffer.duplicate().limit(buffer.position()).position(start));
    }
    if (ended) {
      tap.end();
    }
    keptWhole = first && ended && size <= maxKept && !forgotten;
    if (!keptWhole && replay != null && !forgotten) {
      replay.record(buffer, start, start + size);
    }
    if (chunked) {
      encodeChunk(buffer, start);
    } else {
      buffer.limit(buffer.position()).position(start);
    }
    dataStart = buffer.position();
    data = buffer;
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
    if (ended) {
      buffer.put((byte) '0').put((byte) '\r').put((byte) '\n').put((byte) '\r').put((byte) '\n');
    }
    buffer.flip().position(from);
  }

  private StreamSourceChannel client() {
    StreamSourceChannel channel = client;
    if (channel == null) {
      channel = exchange.getRequestChannel();
      client = channel;
    }
    return channel;
  }

  /** Most bodies are there when they are asked for, and nobody ever listens. */
  private void listen(StreamSourceChannel from) {
    if (!listening) {
      listening = true;
      from.getReadSetter().set(source -> relay.clientReady());
    }
    from.resumeReads();
  }

  /** Asks nothing of the client for now. */
  void suspend() {
    if (client != null && !ended) {
      client.suspendReads();
    }
  }

  /** This try needs no more of it; what the client still delivers stays unread. */
  void halt() {
    halted = true;
    suspend();
    passed();
  }

  /** All at hand was sent, or will not be. */
  void passed() {
    if (!keptWhole) {
      free();
    }
  }

  /** No other try will follow. */
  void forget() {
    forgotten = true;
    keptWhole = false;
  }

  private void free() {
    data = null;
    PooledByteBuffer old = pooled;
    if (old != null) {
      pooled = null;
      old.close();
    }
  }
}
