package dev.sluice.dataplane.upstream;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLParameters;

/** A server's side of TLS, record by record, so that it can misbehave between any two of them. */
final class TlsByHand {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Wire wire;
  private final SSLEngine engine;
  private final ByteBuffer encrypted = ByteBuffer.allocate(64 << 10).flip();
  private final ByteBuffer record = ByteBuffer.allocate(64 << 10);
  private final StringBuilder said = new StringBuilder();

  /**
   * @param protocol TLSv1.2 or TLSv1.3
   */
  TlsByHand(Wire wire, SSLContext context, String protocol) {
    this.wire = wire;
    engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(new String[] {protocol});
    engine.setSSLParameters(parameters);
  }

  TlsByHand handshake() throws IOException {
    engine.beginHandshake();
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> engine.getDelegatedTask().run();
        case NEED_WRAP -> wire.send(wrapped(NOTHING));
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> unwrap();
        case FINISHED, NOT_HANDSHAKING -> {
          return this;
        }
      }
    }
  }

  /** Up to the empty line; without what was read behind it. */
  String requestHead() throws IOException {
    while (said.indexOf("\r\n\r\n") < 0) {
      unwrap();
    }
    String head = said.substring(0, said.indexOf("\r\n\r\n") + 4);
    said.delete(0, head.length());
    return head;
  }

  TlsByHand send(String text) throws IOException {
    wire.send(wrapped(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1))));
    return this;
  }

  /** The farewell, as it should be. */
  void farewell() throws IOException {
    engine.closeOutbound();
    wire.send(wrapped(NOTHING));
  }

  /** TLS 1.3: new keys, and a demand for those of the other side. TLS 1.2: a new handshake. */
  TlsByHand disturb() throws IOException {
    engine.beginHandshake();
    wire.send(wrapped(NOTHING));
    return this;
  }

  private byte[] wrapped(ByteBuffer data) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    do {
      record.clear();
      engine.wrap(data, record);
      all.write(record.array(), 0, record.position());
    } while (data.hasRemaining() || engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP);
    return all.toByteArray();
  }

  private void unwrap() throws IOException {
    record.clear();
    SSLEngineResult result = engine.unwrap(encrypted, record);
    said.append(new String(record.array(), 0, record.position(), StandardCharsets.ISO_8859_1));
    if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
      encrypted.compact();
      byte[] more = new byte[encrypted.remaining()];
      int count = wire.readSome(more);
      if (count < 0) {
        throw new EOFException();
      }
      encrypted.put(more, 0, count).flip();
    } else if (result.getStatus() == Status.CLOSED) {
      throw new EOFException();
    }
  }
}
