package dev.sluice.dataplane.upstream.tls;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;
import org.xnio.conduits.ReadReadyHandler;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.StreamSourceConduit;
import org.xnio.conduits.WriteReadyHandler;

/**
 * TLS over one connection: first the handshake, then bytes both ways. Reads and writes never wait.
 * Used on its I/O thread only.
 *
 * <p>Records are not messages: bytes may lie decrypted here while the socket has nothing, so the
 * reader is called again as long as that is so and it wants to read.
 */
public final class TlsStream implements Closeable {
  /** How the handshake ends. */
  public interface Handshake {
    void complete();

    /** The connection is closed already. */
    void failed(IOException cause);
  }

  private final StreamConnection socket;
  private final StreamSourceConduit source;
  private final StreamSinkConduit sink;
  private final XnioIoThread thread;
  private final TlsRecords records;
  private final TlsOutput output;
  private final TlsHandshake handshake;
  private @Nullable ReadReadyHandler reader;
  private @Nullable WriteReadyHandler writer;
  private boolean readsWanted;
  private boolean writesWanted;
  private boolean reading;
  private boolean callDue;
  private boolean outputEnds;
  private boolean closed;

  public TlsStream(
      StreamConnection socket, SSLEngine engine, TlsBuffers buffers, Handshake outcome) {
    this.socket = socket;
    source = socket.getSourceChannel().getConduit();
    sink = socket.getSinkChannel().getConduit();
    thread = socket.getIoThread();
    records = new TlsRecords(engine, buffers, source, sink);
    output = records.output();
    handshake =
        new TlsHandshake(
            records,
            source,
            thread,
            () -> {
              outcome.complete();
              callAgain();
            },
            cause -> {
              // An alert may wait to be sent, which tells the other side why.
              close();
              outcome.failed(cause);
            });
  }

  /** Begins the handshake; the end of it may be told before this returns. */
  public void start() {
    source.setReadReadyHandler(new OnReadable());
    sink.setWriteReadyHandler(new OnWritable());
    source.resumeReads();
    handshake.start();
  }

  /** What carries bytes once the handshake is complete. */
  public StreamSourceConduit source() {
    return new TlsSource(source, this);
  }

  public StreamSinkConduit sink() {
    return new TlsSink(sink, this);
  }

  public SSLEngine engine() {
    return records.engine();
  }

  /** As {@link StreamSourceConduit#read(ByteBuffer)}. */
  int read(ByteBuffer target) throws IOException {
    if (closed) {
      return -1;
    }
    if (!target.hasRemaining()) {
      return 0;
    }
    int count = records.read(target);
    if (!reading && count >= 0) {
      callAgain();
    }
    return count;
  }

  /** As {@link StreamSinkConduit#write(ByteBuffer[], int, int)}. */
  long write(ByteBuffer[] from, int offset, int length) throws IOException {
    return output.write(from, offset, length);
  }

  private void callAgain() {
    if (!callDue && readsWanted && records.buffered()) {
      callDue = true;
      thread.execute(
          () -> {
            callDue = false;
            if (!closed && readsWanted && records.buffered()) {
              // The socket calls by itself, in its turn: tasks of this thread go before all others.
              records.socketRests(true);
              callReader();
              records.socketRests(false);
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
    if (!output.unsent()) {
      sink.suspendWrites();
    }
  }

  boolean writesResumed() {
    return writesWanted;
  }

  /** As {@link StreamSinkConduit#flush()}. */
  boolean flushed() throws IOException {
    return output.flush() && sink.flush();
  }

  /** Nothing more is written: says so to the other side. */
  void endOutput() throws IOException {
    if (!outputEnds) {
      outputEnds = true;
      if (output.end()) {
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
    handshake.cancel();
    try {
      if (!output.unsent() && !outputEnds) {
        output.end();
      } else {
        records.engine().closeOutbound();
      }
    } catch (IOException e) {
      // The other side is gone already.
    }
    records.release();
    IoUtils.safeClose(socket);
  }

  private final class OnReadable implements ReadReadyHandler {
    @Override
    public void readReady() {
      if (handshake.complete()) {
        callReader();
      } else {
        handshake.go();
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
        if (!output.flush()) {
          return;
        }
        if (outputEnds) {
          sink.terminateWrites();
        }
      } catch (IOException e) {
        if (!handshake.complete()) {
          handshake.fail(e);
          return;
        }
        // The reader and the writer find out by themselves.
      }
      if (!handshake.complete()) {
        sink.suspendWrites();
        handshake.go();
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
