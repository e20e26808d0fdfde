package dev.sluice.dataplane.upstream.tls;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.StreamSourceConduit;

/**
 * The records that come from the other side: the socket gives them, the engine opens them, and the
 * reader gets plain bytes. Nothing here waits. Buffers are taken only while there is something in
 * them.
 */
final class TlsRecords {
  /** So many records for one call, then it is another connection's turn. */
  private static final int MAX_RECORDS = 8;

  /** So many in a row may carry nothing for the reader: tickets, new keys, padding. */
  private static final int MAX_IDLE_RECORDS = 32;

  private final SSLEngine engine;
  private final TlsBuffers buffers;
  private final StreamSourceConduit source;
  private final TlsOutput output;
  private @Nullable ByteBuffer encrypted;
  private @Nullable ByteBuffer decrypted;
  private boolean starved;
  private boolean socketRests;
  private int idleRecords;

  TlsRecords(
      SSLEngine engine, TlsBuffers buffers, StreamSourceConduit source, StreamSinkConduit sink) {
    this.engine = engine;
    this.buffers = buffers;
    this.source = source;
    output = new TlsOutput(engine, buffers, sink);
  }

  SSLEngine engine() {
    return engine;
  }

  /** Whether bytes could be read although the socket may have none. */
  boolean buffered() {
    return decrypted != null || (encrypted != null && !starved);
  }

  /** Whether reads take only what is here already. */
  void socketRests(boolean value) {
    socketRests = value;
  }

  /** The other direction. */
  TlsOutput output() {
    return output;
  }

  /** Feeds the handshake: whether there was anything to feed it with. */
  boolean handshakeBytes() throws IOException {
    ByteBuffer into = decrypted == null ? buffers.take() : decrypted;
    decrypted = into;
    SSLEngineResult result = unwrap(into);
    if (into.position() == 0) {
      decrypted = null;
      buffers.give(into);
    }
    return switch (result.getStatus()) {
      case OK -> true;
      case CLOSED -> throw new EOFException("it closed the connection during the handshake");
      case BUFFER_OVERFLOW -> throw new SSLException("it says more than a handshake needs");
      case BUFFER_UNDERFLOW -> {
        int count = fill();
        if (count < 0) {
          throw new EOFException("it closed the connection during the handshake");
        }
        yield count > 0;
      }
    };
  }

  /** From here on what is decrypted is for the reader. */
  void handshakeEnds() {
    if (decrypted != null) {
      decrypted.flip();
    }
  }

  /**
   * How many bytes, 0 if there are none now, -1 after the other side's farewell.
   *
   * @param target has room
   */
  int read(ByteBuffer target) throws IOException {
    ByteBuffer plain = decrypted;
    if (plain != null) {
      return drain(plain, target);
    }
    // Records may be empty: whoever sends nothing else must not hold the thread.
    for (int i = 0; i < MAX_RECORDS && !engine.isInboundDone(); i++) {
      if (encrypted == null || starved) {
        int count = socketRests ? 0 : fill();
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
    return engine.isInboundDone() ? -1 : 0;
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
    if (result.bytesProduced() > 0) {
      idleRecords = 0;
    } else if (result.bytesConsumed() > 0 && ++idleRecords > MAX_IDLE_RECORDS) {
      throw new SSLException("it sends records without end that say nothing");
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
      output.answer();
    }
  }

  /** Gives all room back. */
  void release() {
    give(encrypted);
    give(decrypted);
    encrypted = null;
    decrypted = null;
    output.release();
  }

  private void give(@Nullable ByteBuffer buffer) {
    if (buffer != null) {
      buffers.give(buffer);
    }
  }
}
