package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.reply.RequestBodyException;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Methods;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One try of one request at one endpoint: from the wait for a connection to the last byte of the
 * answer. Tells its {@link UpstreamRequest} how it ends, once.
 */
final class Attempt
    implements ConnectionWaiter, ConnectionUser, RequestRelay.Listener, ResponseRelay.Listener {
  /** Interim responses are swallowed, but not for ever. */
  private static final int MAX_INTERIM = 16;

  /** A connection that rested longer is looked at before a request that cannot be repeated. */
  private static final long FRESH_NANOS = 50_000_000;

  private final UpstreamRequest request;
  private final UpstreamEndpoint endpoint;
  private final EndpointPool pool;
  private final IoLoop loop;
  private final long since = System.nanoTime();
  private final ResponseHeadReader headReader;
  private @Nullable UpstreamConnection connection;
  private @Nullable ResponseRelay response;
  private boolean reused;
  private boolean persistent;
  private boolean ended;
  private int interim;

  Attempt(UpstreamRequest request, UpstreamEndpoint endpoint, IoLoop loop) {
    this.request = request;
    this.endpoint = endpoint;
    this.loop = loop;
    pool = endpoint.pool(loop);
    headReader = new ResponseHeadReader(loop);
  }

  /**
   * @param fresh not over a pooled connection
   */
  void start(boolean fresh) {
    endpoint.requestBegan();
    request.context().attempt(endpoint.endpoint(), since);
    pool.acquire(this, fresh);
  }

  UpstreamEndpoint endpoint() {
    return endpoint;
  }

  boolean reused() {
    return reused;
  }

  /** Whether a byte of an answer arrived. */
  boolean answered() {
    return headReader.begun();
  }

  @Override
  public long waitingSince() {
    return since;
  }

  @Override
  public boolean cancelled() {
    return ended;
  }

  @Override
  public void endpointLeft() {
    end();
    request.chooseAnother();
  }

  @Override
  public void notConnected(FailureKind kind, String detail) {
    fail(kind, detail);
  }

  @Override
  public void connected(UpstreamConnection to, boolean fromPool) {
    if (fromPool
        && to.restedNanos() > FRESH_NANOS
        && !RetryDecision.idempotent(request.exchange().getRequestMethod())
        && to.stale()) {
      to.close();
      pool.acquire(this, false);
      return;
    }
    connection = to;
    reused = fromPool;
    to.use(this);
    RequestContext context = request.context();
    context.upstreamConnected(System.nanoTime());
    RequestRelay body = request.body();
    ByteBuffer head =
        loop.requestHead()
            .write(request.exchange(), context.forwardedPath(), body.framing(), request.upgrade());
    if (!head.hasRemaining()) {
      fail(FailureKind.MALFORMED_REQUEST, "a character that cannot be forwarded");
      return;
    }
    body.begin(to, head, this);
  }

  @Override
  public void requestSent() {
    request.context().requestSent(System.nanoTime());
  }

  @Override
  public void upstreamRefuses(IOException cause) {
    if (ended || response != null) {
      // An answer is under way: it counts, and ends as it ends.
      return;
    }
    if (!request.body().sent()) {
      fail(FailureKind.UPSTREAM_RESET, endpoint + ": " + cause.getMessage());
      return;
    }
    // The reason may be an early answer that waits to be read; else reading fails in turn.
    readable();
  }

  @Override
  public void clientFails(IOException cause) {
    if (request.clientEnded()) {
      request.clientGone();
      return;
    }
    FailureKind kind =
        cause instanceof RequestBodyException broken ? broken.kind() : FailureKind.INVALID_FRAMING;
    fail(kind, "request body: " + cause.getMessage());
  }

  @Override
  public void requestMoved() {
    request.touch();
  }

  @Override
  public void writable() {
    request.body().writable();
  }

  @Override
  public void readable() {
    request.touch();
    if (response != null) {
      response.readable();
    } else if (connection != null) {
      readHead(connection);
    }
  }

  private void readHead(UpstreamConnection from) {
    HttpServerExchange exchange = request.exchange();
    PooledByteBuffer pooled = exchange.getConnection().getByteBufferPool().allocate();
    boolean handedOn = false;
    try {
      int count = from.read(pooled.getBuffer());
      if (count > 0) {
        pooled.getBuffer().flip();
        handedOn = takeHead(from, pooled);
      } else if (count < 0) {
        fail(
            answered() ? FailureKind.UPSTREAM_PROTOCOL_ERROR : FailureKind.UPSTREAM_RESET,
            endpoint + ": closed the connection before the end of the response head");
      }
    } catch (IOException e) {
      fail(FailureKind.UPSTREAM_RESET, endpoint + ": " + e.getMessage());
    } catch (BadResponse e) {
      fail(FailureKind.UPSTREAM_PROTOCOL_ERROR, endpoint + ": " + e.getMessage());
    } finally {
      if (!handedOn) {
        pooled.close();
      }
    }
  }

  /** Whether the buffer has a new owner. */
  private boolean takeHead(UpstreamConnection from, PooledByteBuffer pooled) throws BadResponse {
    ResponseHead head = loop.responseHead();
    while (headReader.read(pooled.getBuffer())) {
      if (!head.interim()) {
        return beginResponse(from, head, pooled);
      }
      if (head.status() == 101) {
        return beginTunnel(from, head, pooled);
      }
      if (++interim > MAX_INTERIM) {
        throw new BadResponse("more than " + MAX_INTERIM + " interim responses");
      }
      if (head.status() == 100) {
        request.body().continueBody();
        if (ended) {
          return false;
        }
      }
    }
    return false;
  }

  private boolean beginResponse(UpstreamConnection from, ResponseHead head, PooledByteBuffer pooled)
      throws BadResponse {
    HttpServerExchange exchange = request.exchange();
    ResponseFraming framing = head.framing(exchange.getRequestMethod().equals(Methods.HEAD));
    persistent = head.persistent() && !(framing instanceof ResponseFraming.UntilClose);
    ResponseRelay relay = new ResponseRelay(exchange, framing, from, this);
    response = relay;
    if (relay.prepare(pooled)) {
      request.responseBegins(head, framing);
      relay.begin();
    }
    return true;
  }

  private boolean beginTunnel(UpstreamConnection from, ResponseHead head, PooledByteBuffer pooled)
      throws BadResponse {
    if (!request.upgrade() || !WebSocketUpgrade.accepted(request.exchange(), head)) {
      throw new BadResponse("101 that does not answer the request");
    }
    connection = null;
    end();
    PooledByteBuffer rest = pooled.getBuffer().hasRemaining() ? pooled : null;
    request.tunnel(head, from, rest);
    return rest != null;
  }

  @Override
  public void responseRead(boolean nothingBehind) {
    UpstreamConnection used = connection;
    boolean good = persistent && nothingBehind && request.body().complete();
    if (!request.body().complete()) {
      // The backend has answered without the rest of the request: nobody needs it any more.
      request.body().stop();
    }
    connection = null;
    end();
    if (used == null) {
      return;
    }
    if (good) {
      used.release();
    } else {
      used.close();
    }
  }

  @Override
  public void responseBroken(FailureKind kind, String detail) {
    fail(kind, endpoint + ": " + detail);
  }

  @Override
  public void clientGone() {
    request.clientGone();
  }

  @Override
  public void responseDelivered() {
    request.delivered();
  }

  @Override
  public void broken(FailureKind kind, String detail) {
    connection = null;
    fail(kind, detail);
  }

  private void fail(FailureKind kind, String detail) {
    if (ended) {
      return;
    }
    abort();
    request.failed(this, kind, detail);
  }

  /** Gives up at once; the request is not told. */
  void abort() {
    if (response != null) {
      response.abort();
    }
    if (!ended) {
      end();
      request.body().stop();
      pool.cancel(this);
    }
    UpstreamConnection used = connection;
    connection = null;
    if (used != null) {
      used.close();
    }
  }

  boolean ended() {
    return ended;
  }

  private void end() {
    if (!ended) {
      ended = true;
      endpoint.requestEnded();
    }
  }
}
