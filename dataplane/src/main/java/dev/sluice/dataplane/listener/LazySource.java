package dev.sluice.dataplane.listener;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ConduitReadableByteChannel;
import org.xnio.conduits.Conduits;
import org.xnio.conduits.ReadReadyHandler;
import org.xnio.conduits.StreamSourceConduit;

/**
 * The source of an accepted connection, with two differences from the plain one.
 *
 * <p>Undertow suspends reads while it serves a request and resumes them after it: two changes of
 * the epoll set for every request. Here a suspension is only noted; the socket stays in the set and
 * is taken out only if it really becomes readable, which a well-behaved client does not cause.
 *
 * <p>What makes it readable then is either early data, kept here (one buffer) until somebody wants
 * it, or the end of the connection. A client that goes away during its request is so noticed at
 * once, and its connection closed, which ends the exchange. A client that only shuts down its
 * sending half looks the same and is treated the same, as nginx and Go's server do.
 *
 * <p>A connection that is closed after its answer lingers, within bounds, until the client has
 * stopped sending.
 */
final class LazySource extends AbstractStreamSourceConduit<StreamSourceConduit>
    implements ReadReadyHandler {
  private final AcceptedConnection accepted;
  private final ByteBufferPool buffers;
  private final HeadScan head;
  private @Nullable ReadReadyHandler reader;
  private final ForgottenBytes forgotten = new ForgottenBytes();
  private final EarlyData early = new EarlyData();
  private boolean wanted;
  private boolean givenUp;
  private boolean finished;

  LazySource(
      StreamSourceConduit next,
      AcceptedConnection accepted,
      ByteBufferPool buffers,
      boolean proxyProtocol) {
    super(next);
    head = new HeadScan(proxyProtocol);
    this.accepted = accepted;
    this.buffers = buffers;
    next.setReadReadyHandler(this);
  }

  HeadScan head() {
    return head;
  }

  AcceptedConnection accepted() {
    return accepted;
  }

  @Override
  public void setReadReadyHandler(ReadReadyHandler handler) {
    reader = handler;
  }

  @Override
  public void readReady() {
    if (wanted) {
      if (reader != null) {
        reader.readReady();
      }
    } else if (early.isThere() || accepted.tunnel() || next.isReadShutdown()) {
      next.suspendReads();
    } else {
      readEarly();
    }
  }

  private void readEarly() {
    PooledByteBuffer pooled = buffers.allocate();
    ByteBuffer buffer = pooled.getBuffer();
    int count;
    try {
      count = next.read(buffer);
    } catch (IOException e) {
      count = -1;
    }
    if (count > 0) {
      buffer.flip();
      early.keep(pooled);
      accepted.read(count);
      next.suspendReads();
      return;
    }
    pooled.close();
    if (count < 0) {
      IoUtils.safeClose(accepted.connection());
    }
  }

  /** From now on the end of the connection is noticed, also before anybody wants to read. */
  void watch() {
    next.resumeReads();
  }

  @Override
  public void resumeReads() {
    wanted = true;
    if (early.isThere()) {
      next.wakeupReads();
    } else {
      next.resumeReads();
    }
  }

  @Override
  public void suspendReads() {
    wanted = false;
  }

  @Override
  public void wakeupReads() {
    wanted = true;
    next.wakeupReads();
  }

  @Override
  public boolean isReadResumed() {
    return wanted;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (finished) {
      return linger();
    }
    refuseUnserved();
    int start = target.position();
    int count;
    if (early.isThere()) {
      count = takeEarly(target);
    } else {
      count = next.read(target);
      moved(count);
    }
    if (count > 0 && !accepted.busy()) {
      int end = head.scan(target, start, start + count);
      target.position(end);
      return end - start;
    }
    return count;
  }

  /**
   * Undertow refuses some hosts by itself, before any handler: and reads the body to its end before
   * it says so, however long that takes.
   */
  private void refuseUnserved() throws IOException {
    if (unserved()) {
      accepted.refuse();
      throw new IOException("the body of a request that was refused is not waited for");
    }
  }

  /** Whether there was a head that no handler got to see. */
  boolean unserved() {
    return head.over() && !accepted.busy();
  }

  /**
   * What is read next begins a request.
   *
   * @param pipelined what was read of it already
   */
  void awaitHead(@Nullable ByteBuffer pipelined) {
    head.restart();
    if (pipelined != null) {
      pipelined.limit(head.scan(pipelined, pipelined.position(), pipelined.limit()));
    }
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    if (finished) {
      return linger();
    }
    refuseUnserved();
    if (early.isThere()) {
      for (int i = offset; i < offset + length; i++) {
        if (targets[i].hasRemaining()) {
          return takeEarly(targets[i]);
        }
      }
      return 0;
    }
    long count = next.read(targets, offset, length);
    moved(count);
    return count;
  }

  private void moved(long count) throws IOException {
    accepted.read(count);
    if (givenUp && count > 0) {
      forgotten.count(count);
    }
  }

  /** Takes what still comes and forgets it, so that the client can read its answer in peace. */
  private int linger() throws IOException {
    return forgotten.takeAll(next, buffers);
  }

  private int takeEarly(ByteBuffer target) {
    int count = early.take(target);
    if (!early.isThere()) {
      next.resumeReads();
    }
    return count;
  }

  @Override
  public long transferTo(long position, long count, FileChannel target) throws IOException {
    return target.transferFrom(new ConduitReadableByteChannel(this), position, count);
  }

  @Override
  public long transferTo(long count, ByteBuffer through, StreamSinkChannel target)
      throws IOException {
    return Conduits.transfer(this, count, through, target);
  }

  @Override
  public void awaitReadable() throws IOException {
    if (!early.isThere()) {
      next.awaitReadable();
    }
  }

  @Override
  public void awaitReadable(long time, TimeUnit unit) throws IOException {
    if (!early.isThere()) {
      next.awaitReadable(time, unit);
    }
  }

  /**
   * Within a request this only means that the rest of its body is not wanted. The socket stays open
   * for reading: closed with bytes unread, or reset by more of them, it could take the answer with
   * it before the client has seen it.
   */
  @Override
  public void terminateReads() throws IOException {
    free();
    if (accepted.busy() && !accepted.tunnel()) {
      givenUp = true;
    } else {
      next.terminateReads();
    }
  }

  /** The last answer is sent, and the end of the connection with it. */
  void finish() {
    finished = true;
    free();
  }

  /** Whether somebody waits for bytes from the client. */
  boolean wanted() {
    return wanted;
  }

  void free() {
    early.free();
  }

  @Override
  public void forceTermination() {
    if (reader != null) {
      reader.forceTermination();
    }
  }

  @Override
  public void terminated() {
    free();
    if (reader != null) {
      reader.terminated();
    }
  }
}
