package dev.sluice.dataplane.upstream.tls;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.Status;
import org.jspecify.annotations.Nullable;
import org.xnio.conduits.StreamSinkConduit;

/**
 * The records that go to the other side: what is written, and what the engine has to say by itself.
 * Nothing here waits; what the socket does not take at once goes later.
 */
final class TlsOutput {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** So many records for one call, then it is another connection's turn. */
  private static final int MAX_RECORDS = 8;

  private final SSLEngine engine;
  private final TlsBuffers buffers;
  private final StreamSinkConduit sink;
  private @Nullable ByteBuffer outgoing;
  private boolean answerDue;

  TlsOutput(SSLEngine engine, TlsBuffers buffers, StreamSinkConduit sink) {
    this.engine = engine;
    this.buffers = buffers;
    this.sink = sink;
  }

  /** Whether something waits for the socket to take it. */
  boolean unsent() {
    return outgoing != null;
  }

  /** How many bytes were taken. */
  long write(ByteBuffer[] from, int offset, int length) throws IOException {
    if (!flush()) {
      return 0;
    }
    long taken = 0;
    for (int i = 0; i < MAX_RECORDS && remaining(from, offset, length); i++) {
      SSLEngineResult result = engine.wrap(from, offset, length, room());
      if (result.getStatus() == Status.CLOSED) {
        throw new EOFException("TLS is closed");
      }
      boolean gone = flush(taken);
      taken += result.bytesConsumed();
      if (!gone) {
        break;
      }
    }
    return taken;
  }

  /**
   * That it fails is told by the next call if records before this one have gone out: or they would
   * seem never to have been sent, and a request be repeated that must not be.
   */
  private boolean flush(long before) throws IOException {
    try {
      return flush();
    } catch (IOException e) {
      if (before == 0) {
        throw e;
      }
      return false;
    }
  }

  private static boolean remaining(ByteBuffer[] from, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (from[i].hasRemaining()) {
        return true;
      }
    }
    return false;
  }

  private ByteBuffer room() {
    ByteBuffer into = outgoing == null ? buffers.take() : outgoing;
    outgoing = into;
    return into;
  }

  /** Lets the engine say what it has to say by itself. */
  void wrapOwn() throws IOException {
    SSLEngineResult result = engine.wrap(NOTHING, room());
    if (result.getStatus() == Status.CLOSED && !engine.isOutboundDone()) {
      throw new EOFException("TLS is closed");
    }
  }

  /** Whether nothing is left to send; otherwise the rest goes when the socket takes it. */
  boolean flush() throws IOException {
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
      wrapOwn();
    }
  }

  /** Sends what the engine has to say, now or when there is room: whether all is sent. */
  boolean answer() throws IOException {
    answerDue = true;
    return flush();
  }

  /** Says farewell: whether it is sent. */
  boolean end() throws IOException {
    engine.closeOutbound();
    return answer();
  }

  /** Gives all room back. */
  void release() {
    ByteBuffer old = outgoing;
    if (old != null) {
      outgoing = null;
      buffers.give(old);
    }
  }
}
