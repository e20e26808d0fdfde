package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.tls.ClientTls;
import dev.sluice.dataplane.tls.TlsFault;
import dev.sluice.dataplane.upstream.tls.TlsStream;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xnio.IoFuture;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;

/** One connection being opened, in a slot that is taken already. */
final class Connect {
  private static final OptionMap OPTIONS =
      OptionMap.builder().set(Options.TCP_NODELAY, true).set(Options.KEEP_ALIVE, true).getMap();

  private final EndpointPool pool;
  private final ConnectionWaiter waiter;
  private final Timer timeout = new Timer(this::timedOut);
  private @Nullable IoFuture<StreamConnection> future;
  private final Link link;
  private @Nullable TlsStream securing;
  private boolean ended;

  Connect(EndpointPool pool, ConnectionWaiter waiter) {
    this.pool = pool;
    this.waiter = waiter;
    link = pool.endpoint().upstream().link();
  }

  void start() {
    UpstreamEndpoint endpoint = pool.endpoint();
    Optional<String> forbidden = endpoint.forbidden();
    if (forbidden.isPresent()) {
      ended = true;
      endpoint.upstream().dials().forbidden();
      fail(FailureKind.UPSTREAM_ADDRESS_FORBIDDEN, "the address " + forbidden.get());
      return;
    }
    pool.loop().wheel().schedule(timeout, endpoint.policy().connectTimeoutMillis());
    IoFuture<StreamConnection> connecting =
        pool.loop().thread().openStreamConnection(endpoint.address(), this::opened, null, OPTIONS);
    future = connecting;
    connecting.addNotifier(
        (failed, attachment) -> {
          if (failed.getStatus() == IoFuture.Status.FAILED) {
            failed(failed.getException());
          }
        },
        null);
  }

  private void opened(StreamConnection socket) {
    if (ended) {
      IoUtils.safeClose(socket);
      return;
    }
    switch (link) {
      case Link.Plain plain -> connected(new UpstreamConnection(pool, socket));
      case Link.Secured(ClientTls tls) -> secure(socket, tls);
      case Link.Unusable unusable -> {
        IoUtils.safeClose(socket);
        tlsFailed("what it needs for TLS is not there");
      }
    }
  }

  /** The time limit holds for the handshake as well. */
  private void secure(StreamConnection socket, ClientTls tls) {
    TlsStream[] self = new TlsStream[1];
    TlsStream stream =
        new TlsStream(
            socket,
            tls.engine(pool.endpoint().endpoint().port()),
            pool.loop().tlsBuffers(),
            new TlsStream.Handshake() {
              @Override
              public void complete() {
                connected(new UpstreamConnection(pool, self[0], link));
              }

              @Override
              public void failed(IOException cause) {
                tlsFailed(TlsFault.words(cause, tls.hostname()));
              }
            });
    self[0] = stream;
    securing = stream;
    stream.start();
  }

  private void tlsFailed(String detail) {
    if (!ended) {
      ended = true;
      pool.loop().wheel().cancel(timeout);
      pool.endpoint().upstream().dials().tlsFailed();
      fail(FailureKind.UPSTREAM_TLS_FAILED, detail);
    }
  }

  private void connected(UpstreamConnection connection) {
    ended = true;
    pool.loop().wheel().cancel(timeout);
    pool.endpoint().connections().connectSucceeded();
    connection.open();
    if (waiter.cancelled()) {
      pool.release(connection);
    } else {
      waiter.connected(connection, false);
    }
  }

  private void failed(IOException cause) {
    if (ended) {
      return;
    }
    ended = true;
    pool.loop().wheel().cancel(timeout);
    fail(FailureKind.UPSTREAM_CONNECT_FAILED, String.valueOf(cause.getMessage()));
  }

  private void timedOut() {
    if (ended) {
      return;
    }
    ended = true;
    if (future != null) {
      future.cancel();
    }
    IoUtils.safeClose(securing);
    fail(
        FailureKind.UPSTREAM_CONNECT_TIMEOUT,
        "no connection within " + pool.endpoint().policy().connectTimeoutMillis() + " ms");
  }

  private void fail(FailureKind kind, String detail) {
    pool.endpoint().connections().connectFailed();
    pool.endpoint().connections().returnSlot();
    if (!waiter.cancelled()) {
      waiter.notConnected(kind, pool.endpoint() + ": " + detail);
    }
  }
}
