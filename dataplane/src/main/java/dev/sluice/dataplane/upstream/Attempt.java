package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.reply.RequestBodyException;
import dev.sluice.dataplane.upstream.breaker.BreakerCall;
import dev.sluice.dataplane.upstream.credential.CredentialEdit;
import dev.sluice.snapshot.Timeout;
import io.undertow.util.HeaderMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One try of one request at one endpoint: from the wait for a connection to the last byte of the
 * answer. Tells its {@link UpstreamRequest} how it ends, once.
 */
final class Attempt implements ConnectionWaiter, ConnectionUser, RequestRelay.Listener {
  /** A connection that rested longer is looked at before a request that cannot be repeated. */
  private static final long FRESH_NANOS = 50_000_000;

  private final UpstreamRequest request;
  private final UpstreamEndpoint endpoint;
  private final EndpointPool pool;
  private final IoLoop loop;
  private long since = System.nanoTime();
  private final Answer answer;
  private final @Nullable BreakerCall call;
  private final RequestRelay body;
  private @Nullable UpstreamConnection connection;
  private @Nullable TryLimit limit;
  private int status;
  private @Nullable CredentialEdit credential;
  private @Nullable CredentialWait credentialWait;
  private boolean reused;
  private boolean ended;

  /**
   * @param call the breaker's permission; null where there is no breaker
   * @param body sends the request; that of the request itself, unless it is hedged
   */
  Attempt(
      UpstreamRequest request,
      UpstreamEndpoint endpoint,
      IoLoop loop,
      @Nullable BreakerCall call,
      RequestRelay body) {
    this.request = request;
    this.endpoint = endpoint;
    this.loop = loop;
    this.call = call;
    this.body = body;
    pool = endpoint.connections().pool(loop);
    answer = new Answer(this, request, loop);
  }

  /**
   * @param fresh not over a pooled connection
   */
  void start(boolean fresh) {
    endpoint.requestBegan();
    request.context().upstream().attempt(endpoint.endpoint(), since);
    boolean anew = fresh || (endpoint.closesBehindAnswers() && !request.repeats());
    CredentialWait.begin(this, anew);
  }

  /** For a token of the endpoint's own backend, never of another. */
  void awaits(CredentialWait wait) {
    credentialWait = wait;
  }

  /** The endpoint had no part in the wait: its time begins now. */
  void waited() {
    credentialWait = null;
    since = System.nanoTime();
  }

  /** What the backend is to see; null if there is nothing to show, and it wants something. */
  void show(@Nullable CredentialEdit shown, boolean fresh) {
    if (shown == null) {
      fail(
          FailureKind.UPSTREAM_CREDENTIAL_UNAVAILABLE,
          "no credential for " + endpoint.upstream().key());
      return;
    }
    credential = shown;
    acquire(fresh);
  }

  void acquire(boolean fresh) {
    if (timeout() instanceof Timeout.After(long millis)) {
      TryLimit begun = new TryLimit(this);
      limit = begun;
      begun.start(millis);
    }
    pool.acquire(this, fresh);
  }

  /** Of one try. */
  Timeout timeout() {
    return request.timeouts().backendRequest();
  }

  IoLoop loop() {
    return loop;
  }

  RequestRelay body() {
    return body;
  }

  /** Whether it runs beside another that began before it. */
  boolean rival() {
    return body != request.body();
  }

  long since() {
    return since;
  }

  /** What the backend was shown is not the client's to know. */
  void hideCredential(HeaderMap answer) {
    if (credential != null) {
      credential.hideIn(answer);
    }
  }

  UpstreamEndpoint endpoint() {
    return endpoint;
  }

  boolean reused() {
    return reused;
  }

  /** Whether a byte of an answer arrived. */
  boolean answered() {
    return answer.begun();
  }

  /** Whether the client has to take what has been answered. */
  boolean awaitsClient() {
    return answer.awaitsClient();
  }

  /** Whether the endpoint is not asked before a token is there. */
  boolean awaitsToken() {
    return credentialWait != null;
  }

  /** The breaker's permission; null where there is no breaker. */
  @Nullable BreakerCall call() {
    return call;
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
    request.tries().chooseAnother(this);
  }

  @Override
  public void notConnected(FailureKind kind, String detail) {
    fail(kind, detail);
  }

  @Override
  public void connected(UpstreamConnection to, boolean fromPool) {
    if (fromPool && !request.repeats() && to.restedNanos() > FRESH_NANOS && to.stale()) {
      to.close();
      pool.acquire(this, false);
      return;
    }
    connection = to;
    reused = fromPool;
    to.use(this);
    RequestContext context = request.context();
    context.upstream().connected(System.nanoTime());
    ByteBuffer head =
        loop.requestHead()
            .write(
                request.exchange(),
                context.forwardedPath(),
                body.framing(),
                request.upgrade(),
                credential);
    if (!head.hasRemaining()) {
      fail(FailureKind.MALFORMED_REQUEST, "a character that cannot be forwarded");
      return;
    }
    body.begin(to, head, this);
  }

  @Override
  public void requestSent() {
    request.context().upstream().requestSent(System.nanoTime());
  }

  @Override
  public void upstreamRefuses(IOException cause) {
    if (ended || answer.underWay()) {
      // An answer is under way: it counts, and ends as it ends.
      return;
    }
    if (!body.sent()) {
      fail(FailureKind.UPSTREAM_RESET, endpoint + ": " + cause.getMessage());
      return;
    }
    // The reason may be an early answer that waits to be read; else reading fails in turn. Later:
    // we may be within the reading of an answer, of this backend or of the request that had this
    // connection before, and there is one place for a head.
    UpstreamConnection refused = connection;
    if (refused != null) {
      loop.thread()
          .execute(
              () -> {
                if (connection == refused) {
                  refused.readReady();
                }
              });
    }
  }

  @Override
  public void clientFails(IOException cause) {
    if (ClientSide.ended(request.exchange())) {
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
    body.writable();
  }

  @Override
  public void readable() {
    request.touch();
    if (connection != null) {
      answer.readable(connection);
    }
  }

  /** The head of the final answer is there. */
  void answeredWith(int code) {
    status = code;
    if (credential != null) {
      endpoint.upstream().credential().now().answered(code, credential);
    }
    Blame.answered(this, code);
  }

  /** All of the answer is read, or dropped: the connection has done its work. */
  void answerRead(boolean reusable) {
    UpstreamConnection used = connection;
    boolean good = reusable && body.complete();
    if (!body.complete()) {
      // The backend has answered without the rest of the request: nobody needs it any more.
      body.stop();
    }
    connection = null;
    endWhole();
    if (used == null) {
      return;
    }
    if (good) {
      used.release();
    } else {
      used.close();
    }
  }

  /** The connection has become a tunnel and is the request's. */
  void handOver() {
    connection = null;
    endWhole();
  }

  @Override
  public void broken(FailureKind kind, String detail) {
    connection = null;
    if (ended) {
      // All of the answer was read, but the client does not have it yet.
      request.broken(this, kind, detail);
    } else {
      fail(kind, detail);
    }
  }

  void fail(FailureKind kind, String detail) {
    if (ended) {
      return;
    }
    Blame.failed(this, kind);
    abort();
    request.failed(this, kind, detail);
  }

  /** Gives up at once; the request is not told. */
  void abort() {
    answer.abort();
    if (!ended) {
      end();
      body.stop();
      pool.cancel(this);
    }
    UpstreamConnection used = connection;
    connection = null;
    if (used != null) {
      used.close();
    }
  }

  /** From now on the answer takes the time that it takes. */
  void unlimited() {
    if (limit != null) {
      limit.cancel();
    }
  }

  boolean ended() {
    return ended;
  }

  /** The backend has done its part. */
  private void endWhole() {
    if (call != null && !ended) {
      call.whole();
    }
    end();
    endpoint.upstream().outcomes().completed(endpoint, status);
  }

  private void end() {
    if (!ended) {
      ended = true;
      unlimited();
      if (credentialWait != null) {
        credentialWait.cancel();
      }
      endpoint.requestEnded();
      if (call != null) {
        call.ended();
      }
    }
  }
}
