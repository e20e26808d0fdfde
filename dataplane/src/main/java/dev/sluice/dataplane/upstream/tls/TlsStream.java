package dev.sluice.dataplane.upstream.tls;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;
import org.xnio.conduits.ReadReadyHandler;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.StreamSourceConduit;
import org.xnio.conduits.WriteReadyHandler;

/**
 * TLS over one connection: first the handshake, then bytes both ways. Reads and writes never wait;
 * what costs time (keys, certificates) runs on the worker's thread. Used on its I/O thread only.
 *
 * <p>Records are not messages: bytes may lie decrypted here while the socket has nothing, so the
 * reader is called again as long as that is so and it wants to read. Buffers are taken only while
 * there is something in them.
 */
public final class TlsStream implements Closeable {
  /** How the handshake ends. */
  public interface Handshake {
    void complete();

    /** The connection is closed already. */
    void failed(IOException cause);
  }

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** So many records of 16 KiB for one call, then it is another connection's turn. */
  private static final int MAX_RECORDS = 8;

  private final StreamConnection socket;
  private final StreamSourceConduit source;
  private final StreamSinkConduit sink;
  private final XnioIoThread thread;
  private final SSLEngine engine;
  private final TlsBuffers buffers;
  private final Handshake handshake;
  private @Nullable ByteBuffer encrypted;
  private @Nullable ByteBuffer decrypted;
  private @Nullable ByteBuffer outgoing;
  private @Nullable ReadReadyHandler reader;
  private @Nullable WriteReadyHandler writer;
  private boolean established;
  private boolean working;
  private boolean readsWanted;
  private boolean writesWanted;
  private boolean answerDue;
  private boolean starved;
  private boolean reading;
  private boolean callDue;
  private boolean outputEnds;
  private boolean closed;

  public TlsStream(
      StreamConnection socket, SSLEngine engine, TlsBuffers buffers, Handshake handshake) {
    this.socket = socket;
    this.engine = engine;
    this.buffers = buffers;
    this.handshake = handshake;
    source = socket.getSourceChannel().getConduit();
    sink = socket.getSinkChannel().getConduit();
    thread = socket.getIoThread();
  }

  /** Begins the handshake; the end of it may be told before this returns. */
  public void start() {
    source.setReadReadyHandler(new OnReadable());
    sink.setWriteReadyHandler(new OnWritable());
    source.resumeReads();
    try {
      engine.beginHandshake();
    } catch (SSLException e) {
      fail(e);
      return;
    }
    shake();
  }

  /** What carries bytes once the handshake is complete. */
  public StreamSourceConduit source() {
    return new TlsSource(source, this);
  }

  public StreamSinkConduit sink() {
    return new TlsSink(sink, this);
  }

  public SSLEngine engine() {
    return engine;
  }

  private void shake() {
    try {
      while (!closed && !established && !working) {
        switch (engine.getHandshakeStatus()) {
          case NEED_WRAP -> {
            if (!flush()) {
              return;
            }
            wrap(NOTHING);
            if (!flush()) {
              return;
            }
          }
          case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
            if (!handshakeBytes()) {
              return;
            }
          }
          case NEED_TASK -> runTasks();
          case FINISHED, NOT_HANDSHAKING -> {
            if (!flush()) {
              return;
            }
            established = true;
            if (decrypted != null) {
              decrypted.flip();
            }
            handshake.complete();
            callAgain();
          }
        }
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  /** Whether there was anything to take. */
  private boolean handshakeBytes() throws IOException {
    ByteBuffer into = decrypted == null ? buffers.take() : decrypted;
    decrypted = into;
    SSLEngineResult result = unwrap(into);
    if (into.position() == 0) {
      decrypted = null;
      buffers.give(into);
    }
    if (result.getStatus() == Status.CLOSED) {
      throw new EOFException("it closed the connection during the handshake");
    }
    if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
      int count = fill();
      if (count < 0) {
        throw new EOFException("it closed the connection during the handshake");
      }
      return count > 0;
    }
    return true;
  }

  private void runTasks() {
    Runnable first = engine.getDelegatedTask();
    if (first == null) {
      return;
    }
    working = true;
    // What arrives meanwhile would call us again and again.
    source.suspendReads();
    try {
      thread
          .getWorker()
          .execute(
              () -> {
                for (Runnable task = first; task != null; task = engine.getDelegatedTask()) {
                  task.run();
                }
                thread.execute(this::worked);
              });
    } catch (RejectedExecutionException e) {
      fail(new IOException("the gateway is shutting down", e));
    }
  }

  private void worked() {
    working = false;
    if (!closed) {
      source.resumeReads();
      shake();
    }
  }

  private void fail(IOException cause) {
    if (closed || established) {
      return;
    }
    // An alert may wait to be sent, which tells the other side why.
    close();
    handshake.failed(cause);
  }

  /** As {@link StreamSourceConduit#read(ByteBuffer)}. */
  int read(ByteBuffer target) throws IOException {
    if (closed) {
      return -1;
    }
    if (!target.hasRemaining()) {
      return 0;
    }
    int count = readNow(target);
    if (!reading && count > 0 && readsWanted && buffered()) {
      callAgain();
    }
    return count;
  }

  private int readNow(ByteBuffer target) throws IOException {
    ByteBuffer plain = decrypted;
    if (plain != null) {
      return drain(plain, target);
    }
    while (!engine.isInboundDone()) {
      if (encrypted == null || starved) {
        int count = fill();
        if (count == 0) {
          return 0;
        }
        if (count < 0) {
          // Without its farewell nobody can tell the end from an attack (RFC 8446 section 6.1).
          throw new EOFException("closed the connection without closing TLS");
        }
      }
      boolean direct = target.remaining() >= engine.getSession().getApplicationBufferSize();
      int produced = direct ? decrypt(target) : decryptHere();
      if (produced > 0) {
        return direct ? produced : drain(Objects.requireNonNull(decrypted), target);
      }
    }
    return -1;
  }

  private int decryptHere() throws IOException {
    ByteBuffer into = buffers.take();
    int produced = 0;
    try {
      produced = decrypt(into);
      return produced;
    } finally {
      if (produced > 0) {
        decrypted = into.flip();
      } else {
        buffers.give(into);
      }
    }
  }

  private int decrypt(ByteBuffer into) throws IOException {
    SSLEngineResult result = unwrap(into);
    if (result.getStatus() == Status.BUFFER_OVERFLOW) {
      throw new SSLException("a record is longer than TLS allows");
    }
    afterwards(result);
    return result.bytesProduced();
  }

  private int drain(ByteBuffer plain, ByteBuffer target) {
    int count = Math.min(plain.remaining(), target.remaining());
    target.put(target.position(), plain, plain.position(), count);
    target.position(target.position() + count);
    plain.position(plain.position() + count);
    if (!plain.hasRemaining()) {
      decrypted = null;
      buffers.give(plain);
    }
    return count;
  }

  private SSLEngineResult unwrap(ByteBuffer into) throws IOException {
    ByteBuffer from = encrypted == null ? buffers.take() : encrypted;
    encrypted = from;
    from.flip();
    try {
      SSLEngineResult result = engine.unwrap(from, into);
      starved = result.getStatus() == Status.BUFFER_UNDERFLOW;
      return result;
    } finally {
      from.compact();
      if (from.position() == 0) {
        encrypted = null;
        buffers.give(from);
      }
    }
  }

  /** Takes what the socket has: how much, or -1 at its end. */
  private int fill() throws IOException {
    ByteBuffer into = encrypted == null ? buffers.take() : encrypted;
    encrypted = into;
    int count = 0;
    try {
      count = source.read(into);
    } finally {
      if (into.position() == 0) {
        encrypted = null;
        buffers.give(into);
      }
    }
    starved = count <= 0;
    return count;
  }

  /** New keys (TLS 1.3) are agreed to; a second handshake (TLS 1.2) is not. */
  private void afterwards(SSLEngineResult result) throws IOException {
    HandshakeStatus status = result.getHandshakeStatus();
    if (status == HandshakeStatus.NOT_HANDSHAKING || status == HandshakeStatus.FINISHED) {
      return;
    }
    if (result.getStatus() == Status.CLOSED || engine.isInboundDone()) {
      return;
    }
    if (!engine.getSession().getProtocol().equals("TLSv1.3")) {
      throw new SSLException("the backend wants a second handshake, which is refused");
    }
    for (Runnable task = engine.getDelegatedTask(); task != null; ) {
      task.run();
      task = engine.getDelegatedTask();
    }
    if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      answerDue = true;
      flush();
    }
  }

  /** As {@link StreamSinkConduit#write(ByteBuffer[], int, int)}. */
  long write(ByteBuffer[] from, int offset, int length) throws IOException {
    if (!flush()) {
      return 0;
    }
    long taken = 0;
    for (int i = 0; i < MAX_RECORDS && remaining(from, offset, length); i++) {
      ByteBuffer into = output();
      SSLEngineResult result = engine.wrap(from, offset, length, into);
      if (result.getStatus() == Status.CLOSED) {
        throw new EOFException("TLS is closed");
      }
      taken += result.bytesConsumed();
      if (!flush()) {
        break;
      }
    }
    return taken;
  }

  private static boolean remaining(ByteBuffer[] from, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (from[i].hasRemaining()) {
        return true;
      }
    }
    return false;
  }

  private ByteBuffer output() {
    ByteBuffer into = outgoing == null ? buffers.take() : outgoing;
    outgoing = into;
    return into;
  }

  private void wrap(ByteBuffer from) throws IOException {
    SSLEngineResult result = engine.wrap(from, output());
    if (result.getStatus() == Status.CLOSED && !engine.isOutboundDone()) {
      throw new EOFException("TLS is closed");
    }
  }

  /** Whether nothing is left to send; otherwise the rest goes when the socket takes it. */
  private boolean flush() throws IOException {
    while (true) {
      ByteBuffer from = outgoing;
      if (from != null) {
        from.flip();
        try {
          while (from.hasRemaining()) {
            if (sink.write(from) == 0) {
              break;
            }
          }
        } finally {
          from.compact();
        }
        if (from.position() > 0) {
          sink.resumeWrites();
          return false;
        }
        outgoing = null;
        buffers.give(from);
      }
      if (!answerDue) {
        return true;
      }
      answerDue = false;
      wrap(NOTHING);
    }
  }

  /** Whether bytes could be read although the socket may have none. */
  private boolean buffered() {
    return decrypted != null || (encrypted != null && !starved);
  }

  private void callAgain() {
    if (!callDue && readsWanted && buffered()) {
      callDue = true;
      thread.execute(
          () -> {
            callDue = false;
            if (!closed && readsWanted && buffered()) {
              callReader();
            }
          });
    }
  }

  private void callReader() {
    ReadReadyHandler current = reader;
    if (current == null) {
      return;
    }
    reading = true;
    try {
      current.readReady();
    } finally {
      reading = false;
    }
    if (!closed) {
      callAgain();
    }
  }

  void reader(ReadReadyHandler handler) {
    reader = handler;
  }

  void writer(WriteReadyHandler handler) {
    writer = handler;
  }

  void resumeReads() {
    readsWanted = true;
    source.resumeReads();
    if (!reading) {
      callAgain();
    }
  }

  void suspendReads() {
    readsWanted = false;
    source.suspendReads();
  }

  boolean readsResumed() {
    return readsWanted;
  }

  void resumeWrites() {
    writesWanted = true;
    sink.resumeWrites();
  }

  void suspendWrites() {
    writesWanted = false;
    if (outgoing == null) {
      sink.suspendWrites();
    }
  }

  boolean writesResumed() {
    return writesWanted;
  }

  /** As {@link StreamSinkConduit#flush()}. */
  boolean flushed() throws IOException {
    return flush() && sink.flush();
  }

  /** Nothing more is written: says so to the other side. */
  void endOutput() throws IOException {
    if (!outputEnds) {
      outputEnds = true;
      engine.closeOutbound();
      answerDue = true;
      if (flush()) {
        sink.terminateWrites();
      }
    }
  }

  /** At once, with a farewell if the socket takes it. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      engine.closeOutbound();
      if (outgoing == null && !outputEnds) {
        answerDue = true;
        flush();
      }
    } catch (IOException e) {
      // The other side is gone already.
    }
    give(encrypted);
    give(decrypted);
    give(outgoing);
    encrypted = null;
    decrypted = null;
    outgoing = null;
    IoUtils.safeClose(socket);
  }

  private void give(@Nullable ByteBuffer buffer) {
    if (buffer != null) {
      buffers.give(buffer);
    }
  }

  private final class OnReadable implements ReadReadyHandler {
    @Override
    public void readReady() {
      if (!established) {
        shake();
      } else {
        callReader();
      }
    }

    @Override
    public void forceTermination() {
      close();
    }

    @Override
    public void terminated() {
      // Reading finds out by itself.
    }
  }

  private final class OnWritable implements WriteReadyHandler {
    @Override
    public void writeReady() {
      try {
        if (!flush()) {
          return;
        }
        if (outputEnds) {
          sink.terminateWrites();
        }
      } catch (IOException e) {
        if (!established) {
          fail(e);
          return;
        }
        // The reader and the writer find out by themselves.
      }
      if (!established) {
        sink.suspendWrites();
        shake();
        return;
      }
      WriteReadyHandler current = writer;
      if (writesWanted && current != null) {
        current.writeReady();
      } else {
        sink.suspendWrites();
      }
    }

    @Override
    public void forceTermination() {
      close();
    }

    @Override
    public void terminated() {
      // Writing finds out by itself.
    }
  }
}
