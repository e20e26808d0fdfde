package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.reply.FailureKind;
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
  private boolean ended;

  Connect(EndpointPool pool, ConnectionWaiter waiter) {
    this.pool = pool;
    this.waiter = waiter;
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
    ended = true;
    UpstreamConnection connection = new UpstreamConnection(pool, socket);
    pool.loop().wheel().cancel(timeout);
    pool.endpoint().connectSucceeded();
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
    fail(
        FailureKind.UPSTREAM_CONNECT_TIMEOUT,
        "no connection within " + pool.endpoint().policy().connectTimeoutMillis() + " ms");
  }

  private void fail(FailureKind kind, String detail) {
    pool.endpoint().connectFailed();
    pool.endpoint().returnSlot();
    if (!waiter.cancelled()) {
      waiter.notConnected(kind, pool.endpoint() + ": " + detail);
    }
  }
}
