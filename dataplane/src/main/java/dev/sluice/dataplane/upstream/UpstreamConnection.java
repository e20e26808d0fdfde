package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.upstream.tls.TlsStream;
import dev.sluice.snapshot.ConnectionPolicy;
import dev.sluice.snapshot.Timeout;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.conduits.ReadReadyHandler;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.StreamSourceConduit;
import org.xnio.conduits.WriteReadyHandler;

/**
 * A connection to an endpoint. Its reads stay resumed also while it rests in the pool: that costs
 * no system call for a request, and a backend that closes it, or speaks unasked, is noticed at
 * once. Used on its I/O thread only.
 */
final class UpstreamConnection implements ReadReadyHandler, WriteReadyHandler {
  private static final Logger LOG = LoggerFactory.getLogger(UpstreamConnection.class);

  private final EndpointPool pool;
  private final Closeable socket;
  private final Link link;
  private final StreamSourceConduit source;
  private final StreamSinkConduit sink;
  private final long openedNanos = System.nanoTime();
  private final Timer idleTimer = new Timer(this::checkIdle);
  private @Nullable ConnectionUser user;
  private long restingSince;
  private boolean closed;

  UpstreamConnection(EndpointPool pool, StreamConnection socket) {
    this.pool = pool;
    this.socket = socket;
    link = Link.PLAIN;
    source = socket.getSourceChannel().getConduit();
    sink = socket.getSinkChannel().getConduit();
  }

  /**
   * @param stream whose handshake is complete
   * @param link that it was made with
   */
  UpstreamConnection(EndpointPool pool, TlsStream stream, Link link) {
    this.pool = pool;
    this.socket = stream;
    this.link = link;
    source = stream.source();
    sink = stream.sink();
  }

  void open() {
    source.setReadReadyHandler(this);
    sink.setWriteReadyHandler(this);
    source.resumeReads();
  }

  EndpointPool pool() {
    return pool;
  }

  void use(ConnectionUser newUser) {
    user = newUser;
  }

  /** Open, young enough for another request, and made as it would be made now. */
  boolean usable() {
    return !closed
        && link == pool.endpoint().upstream().link()
        && pool.endpoint().forbidden().isEmpty()
        && !(pool.endpoint().policy().maxAge() instanceof Timeout.After(long millis)
            && System.nanoTime() - openedNanos > millis * 1_000_000);
  }

  /** For how long nobody used it. */
  long restedNanos() {
    return System.nanoTime() - restingSince;
  }

  /**
   * Looks whether the backend has given the connection up, or sent what nobody asked for: worth a
   * system call before a request that cannot be repeated.
   */
  boolean stale() {
    try {
      return source.read(ByteBuffer.allocate(1)) != 0;
    } catch (IOException e) {
      return true;
    }
  }

  /** The user is done with it, and all that was sent and asked for is complete. */
  void release() {
    user = null;
    pool.release(this);
  }

  void rest() {
    restingSince = System.nanoTime();
    if (!idleTimer.scheduled) {
      // One timer for many requests: it looks how long the rest really was.
      pool.loop().wheel().schedule(idleTimer, idleTimeoutMillis());
    }
  }

  private long idleTimeoutMillis() {
    ConnectionPolicy policy = pool.endpoint().policy();
    return policy.idleTimeoutMillis();
  }

  private void checkIdle() {
    if (closed || user != null) {
      return;
    }
    long left = idleTimeoutMillis() - restedNanos() / 1_000_000;
    if (left <= 0) {
      close();
    } else {
      pool.loop().wheel().schedule(idleTimer, left);
    }
  }

  StreamSourceConduit source() {
    return source;
  }

  StreamSinkConduit sink() {
    return sink;
  }

  int read(ByteBuffer buffer) throws IOException {
    return source.read(buffer);
  }

  int write(ByteBuffer buffer) throws IOException {
    return sink.write(buffer);
  }

  /** The first, and then the second, in one piece if it can be. */
  long write(@Nullable ByteBuffer first, @Nullable ByteBuffer second) throws IOException {
    if (first == null) {
      return second == null ? 0 : write(second);
    }
    return second == null ? write(first) : write(new ByteBuffer[] {first, second});
  }

  private long write(ByteBuffer[] buffers) throws IOException {
    return sink.write(buffers, 0, buffers.length);
  }

  void resumeReads() {
    source.resumeReads();
  }

  void suspendReads() {
    source.suspendReads();
  }

  void resumeWrites() {
    sink.resumeWrites();
  }

  void suspendWrites() {
    sink.suspendWrites();
  }

  @Override
  public void readReady() {
    ConnectionUser current = user;
    if (current == null) {
      // Nobody asked: the end of the connection, or bytes that would answer the next request. Or
      // nothing: a late notice of what is read already, and TLS has words of its own, such as a
      // ticket for the next connection.
      if (stale()) {
        pool.endpoint().endedUnasked(restedNanos());
        close();
      }
      return;
    }
    try {
      current.readable();
    } catch (RuntimeException | Error e) {
      broken(current, e);
    }
  }

  @Override
  public void writeReady() {
    ConnectionUser current = user;
    if (current == null) {
      sink.suspendWrites();
      return;
    }
    try {
      current.writable();
    } catch (RuntimeException | Error e) {
      broken(current, e);
    }
  }

  private void broken(ConnectionUser current, Throwable cause) {
    LOG.error("the upstream path failed on a connection to {}", pool.endpoint(), cause);
    close();
    current.broken(FailureKind.INTERNAL_ERROR, cause.toString());
  }

  /** At once, whatever is under way. The user is not told. */
  void close() {
    if (closed) {
      return;
    }
    closed = true;
    user = null;
    pool.loop().wheel().cancel(idleTimer);
    IoUtils.safeClose(socket);
    pool.closed(this);
  }

  boolean closed() {
    return closed;
  }

  @Override
  public void forceTermination() {
    close();
  }

  @Override
  public void terminated() {
    // Reading and writing find out by themselves.
  }
}
