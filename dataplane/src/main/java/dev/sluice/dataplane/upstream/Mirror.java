package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.Chance;
import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.upstream.credential.CredentialEdit;
import dev.sluice.dataplane.upstream.credential.OutboundCredential;
import dev.sluice.snapshot.RouteTimeouts;
import dev.sluice.snapshot.Timeout;
import io.undertow.server.HttpServerExchange;
import java.nio.ByteBuffer;

/**
 * Where copies of a rule's requests go, and which. The original pays for the copy of its head and
 * of at most {@link MirrorBudget#MAX_BODY} bytes of body, and waits for nothing.
 */
public final class Mirror {
  private static final long LONGEST_MILLIS = 60_000;

  private final Upstream upstream;
  private final Chance chance;
  private final long limitMillis;

  /**
   * @param timeouts of the rule: a copy has as long as a request, and never longer than a minute
   */
  public Mirror(Upstream upstream, Chance chance, RouteTimeouts timeouts) {
    this.upstream = upstream;
    this.chance = chance;
    this.limitMillis =
        timeouts.request() instanceof Timeout.After(long millis)
            ? Math.min(millis, LONGEST_MILLIS)
            : LONGEST_MILLIS;
  }

  /**
   * A tap that makes a copy of what goes by and sends it when it is whole; {@link BodyTap#NONE} if
   * there is no copy of this request. To be asked before the original's head is written.
   */
  BodyTap tap(
      HttpServerExchange exchange, RequestContext context, RequestFraming framing, IoLoop loop) {
    if (!chance.hits() || WebSocketUpgrade.requested(exchange)) {
      return BodyTap.NONE;
    }
    MirrorBudget budget = upstream.mirrors();
    if (!upstream.scope().admits(context.identity())) {
      budget.drop(MirrorDrop.FORBIDDEN);
      return BodyTap.NONE;
    }
    OutboundCredential wanted = upstream.credential().now();
    CredentialEdit shown = wanted.now();
    if (shown == null && wanted != OutboundCredential.NONE) {
      budget.drop(MirrorDrop.UNREACHABLE);
      return BodyTap.NONE;
    }
    if (framing instanceof RequestFraming.Fixed(long length) && length > MirrorBudget.MAX_BODY) {
      budget.drop(MirrorDrop.BODY);
      return BodyTap.NONE;
    }
    if (!budget.admit()) {
      return BodyTap.NONE;
    }
    ByteBuffer head = loop.requestHead().writeMirror(exchange, context.forwardedPath(), shown);
    byte[] copy = new byte[head.remaining()];
    head.get(copy);
    return new MirrorRequest(
        upstream,
        loop,
        exchange.getConnection().getByteBufferPool(),
        exchange.getRequestMethod(),
        copy,
        shown,
        framing,
        upstream.choice().serving().choice().key(exchange, context),
        context.identity(),
        limitMillis);
  }

  @Override
  public String toString() {
    return "mirror(" + chance + " to " + upstream.key() + ")";
  }
}
