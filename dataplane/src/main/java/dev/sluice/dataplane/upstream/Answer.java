package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.tls.TlsFault;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Methods;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What a backend answers to one try: its head is read here and decides what becomes of the rest. It
 * is relayed, becomes a tunnel, or is dropped for another try.
 */
final class Answer implements ResponseRelay.Listener {
  /** Interim responses are swallowed, but not for ever. */
  private static final int MAX_INTERIM = 16;

  /**
   * Left free in front: the client's head is longer than the backend's, and goes before the body.
   */
  private static final int ROOM = 1_024;

  private final Attempt attempt;
  private final UpstreamRequest request;
  private final IoLoop loop;
  private final ResponseHeadReader headReader;
  private @Nullable ResponseRelay relay;
  private boolean persistent;
  private int interim;

  Answer(Attempt attempt, UpstreamRequest request, IoLoop loop) {
    this.attempt = attempt;
    this.request = request;
    this.loop = loop;
    headReader = new ResponseHeadReader(loop);
  }

  /** Whether a byte of it arrived. */
  boolean begun() {
    return headReader.begun();
  }

  /** Whether it is on its way to the client. */
  boolean underWay() {
    return relay != null;
  }

  /** Whether the next move is the client's, who has to take what is there. */
  boolean awaitsClient() {
    return relay != null && relay.awaitsClient();
  }

  void readable(UpstreamConnection from) {
    if (relay != null) {
      relay.readable();
    } else {
      readHead(from);
    }
  }

  private void readHead(UpstreamConnection from) {
    HttpServerExchange exchange = request.exchange();
    PooledByteBuffer pooled = exchange.getConnection().getByteBufferPool().allocate();
    ByteBuffer buffer = pooled.getBuffer().position(ROOM);
    boolean handedOn = false;
    try {
      int count = from.read(buffer);
      if (count > 0) {
        buffer.limit(buffer.position()).position(ROOM);
        handedOn = takeHead(from, pooled);
      } else if (count < 0) {
        fail(
            begun() ? FailureKind.UPSTREAM_PROTOCOL_ERROR : FailureKind.UPSTREAM_RESET,
            "closed the connection before the end of the response head");
      }
    } catch (SSLException e) {
      // TLS 1.3: whether our own certificate is accepted is known after the handshake only.
      from.pool().endpoint().upstream().dials().tlsFailed();
      fail(FailureKind.UPSTREAM_TLS_FAILED, TlsFault.words(e, "this name"));
    } catch (IOException e) {
      fail(FailureKind.UPSTREAM_RESET, String.valueOf(e.getMessage()));
    } catch (BadResponse e) {
      fail(FailureKind.UPSTREAM_PROTOCOL_ERROR, String.valueOf(e.getMessage()));
    } finally {
      if (!handedOn) {
        pooled.close();
      }
    }
  }

  private void fail(FailureKind kind, String detail) {
    attempt.fail(kind, attempt.endpoint() + ": " + detail);
  }

  /** Whether the buffer has a new owner. */
  private boolean takeHead(UpstreamConnection from, PooledByteBuffer pooled) throws BadResponse {
    ResponseHead head = loop.responseHead();
    while (headReader.read(pooled.getBuffer())) {
      if (!head.interim()) {
        return takeFinal(from, head, pooled);
      }
      if (head.status() == 101) {
        return beginTunnel(from, head, pooled);
      }
      if (++interim > MAX_INTERIM) {
        throw new BadResponse("more than " + MAX_INTERIM + " interim responses");
      }
      if (head.status() == 100) {
        attempt.body().continueBody();
        if (attempt.ended()) {
          return false;
        }
      }
    }
    return false;
  }

  private boolean takeFinal(UpstreamConnection from, ResponseHead head, PooledByteBuffer pooled)
      throws BadResponse {
    HttpServerExchange exchange = request.exchange();
    ResponseFraming framing = head.framing(exchange.getRequestMethod().equals(Methods.HEAD));
    persistent = head.persistent() && !(framing instanceof ResponseFraming.UntilClose);
    attempt.answeredWith(head.status());
    if (request
        .tries()
        .triesAgain(attempt, head, persistent && ends(framing, pooled.getBuffer()))) {
      return false;
    }
    ResponseRelay begun = new ResponseRelay(exchange, framing, from, this);
    relay = begun;
    if (begun.prepare(pooled)) {
      request.responseBegins(head, framing);
      attempt.hideCredential(exchange.getResponseHeaders());
      begun.begin();
    }
    return true;
  }

  /** Whether this is all of the body, so that the connection is good once it is dropped. */
  private static boolean ends(ResponseFraming framing, ByteBuffer rest) {
    return switch (framing) {
      case ResponseFraming.Empty empty -> !rest.hasRemaining();
      case ResponseFraming.Fixed(long length) -> rest.remaining() == length;
      case ResponseFraming.Chunked chunked -> false;
      case ResponseFraming.UntilClose untilClose -> false;
    };
  }

  private boolean beginTunnel(UpstreamConnection from, ResponseHead head, PooledByteBuffer pooled)
      throws BadResponse {
    if (!request.upgrade() || !WebSocketUpgrade.accepted(request.exchange(), head)) {
      throw new BadResponse("101 that does not answer the request");
    }
    attempt.answeredWith(101);
    attempt.handOver();
    PooledByteBuffer rest = pooled.getBuffer().hasRemaining() ? pooled : null;
    request.tunnel(head, from, rest);
    return rest != null;
  }

  @Override
  public void responseRead(boolean nothingBehind) {
    attempt.answerRead(persistent && nothingBehind);
    request.backendDone();
  }

  @Override
  public void responseBroken(FailureKind kind, String detail) {
    fail(kind, detail);
  }

  @Override
  public void clientGone() {
    request.clientGone();
  }

  @Override
  public void responseDelivered() {
    request.delivered();
  }

  void abort() {
    if (relay != null) {
      relay.abort();
    }
  }
}
