package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.tls.ServerTls;
import io.undertow.connector.ByteBufferPool;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.DefaultByteBufferPool;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.ssl.SslConnection;

/** Puts TLS on accepted connections, under one set of certificates. */
public final class TlsFront {
  /** A record of the largest size, with all that surrounds it. */
  private static final int BUFFER_SIZE = 17 * 1024;

  /** Kept for reuse after a burst: 34 MiB for the whole process. */
  private static final ByteBufferPool BUFFERS =
      new DefaultByteBufferPool(true, BUFFER_SIZE, 2_048, 16);

  private final ServerTls tls;
  private final UndertowXnioSsl ssl;
  private final Handshakes handshakes;

  public TlsFront(ServerTls tls, Handshakes handshakes) {
    this.tls = tls;
    this.handshakes = handshakes;
    this.ssl =
        new UndertowXnioSsl(
            Xnio.getInstance(), OptionMap.EMPTY, BUFFERS, tls.context(), handshakes.executor());
  }

  public ServerTls tls() {
    return tls;
  }

  Handshakes handshakes() {
    return handshakes;
  }

  /**
   * The connection as what is inside of TLS sees it.
   *
   * @param pending is told when the handshake is complete
   */
  SslConnection wrap(StreamConnection raw, PendingHandshake pending) {
    SslConnection secure = ssl.wrapExistingConnection(raw, OptionMap.EMPTY, false);
    pending.secured(secure);
    tls.configure(UndertowXnioSsl.getSslEngine(secure));
    secure
        .getHandshakeSetter()
        .set(
            done -> {
              if (pending.completed()) {
                handshakes.done();
              } else {
                // A second handshake on one connection is a renegotiation.
                IoUtils.safeClose(done);
              }
            });
    return secure;
  }
}
