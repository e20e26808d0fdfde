package dev.sluice.dataplane.observe.log;

import dev.sluice.dataplane.exchange.FinalStatus;
import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.exchange.RoutedRule;
import dev.sluice.dataplane.exchange.UpstreamNotes;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.ObjectKey;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What the log says of one request, taken on its I/O thread: references and numbers, nothing is
 * rendered yet. Texts that a client chooses are bounded, so that a full queue has a known size.
 *
 * @param startMillis since the epoch, when the request's head was there
 * @param nanos from there to the end
 * @param provider that found a credential, good or bad; empty if none did
 * @param user as the credential says; empty if nobody is known
 * @param limit policy and limit that refused it; empty if none did
 * @param shadowLimits those that would have, were they enforced; empty if none
 * @param forwardedPath what the backend saw, where that is another path; else empty
 */
record AccessEntry(
    long startMillis,
    long nanos,
    String requestId,
    String traceParent,
    String client,
    String peer,
    String method,
    String host,
    String path,
    String forwardedPath,
    String query,
    String protocol,
    String userAgent,
    int status,
    @Nullable FailureKind failure,
    String detail,
    @Nullable ObjectKey route,
    String rule,
    String provider,
    String user,
    String limit,
    String shadowLimits,
    @Nullable ObjectKey backend,
    @Nullable Endpoint endpoint,
    int attempts,
    long bytesIn,
    long bytesOut,
    boolean upgraded,
    boolean deprecated,
    boolean hedged,
    boolean retryRefused,
    Stages stages) {

  static final int MAX_TEXT = 2_048;

  /** Duration of each stage in nanoseconds; {@link #NEVER} where the request did not get so far. */
  record Stages(long route, long connect, long send, long await, long receive) {
    static final long NEVER = -1;

    static Stages of(RequestContext context, long endNanos) {
      UpstreamNotes upstream = context.upstream();
      return new Stages(
          between(context.startNanos(), context.routedNanos()),
          between(upstream.startNanos(), upstream.connectedNanos()),
          between(upstream.connectedNanos(), upstream.requestSentNanos()),
          between(upstream.requestSentNanos(), upstream.firstByteNanos()),
          between(upstream.firstByteNanos(), endNanos));
    }

    /** A backend may answer before it has the whole request: then it took no time to wait. */
    private static long between(long from, long to) {
      return from == 0 || to == 0 ? NEVER : Math.max(0, to - from);
    }
  }

  static AccessEntry of(HttpServerExchange exchange, RequestContext context, long nanos) {
    RoutedRule rule = context.rule();
    UpstreamNotes upstream = context.upstream();
    String agent = exchange.getRequestHeaders().getFirst(Headers.USER_AGENT);
    return new AccessEntry(
        System.currentTimeMillis() - nanos / 1_000_000,
        nanos,
        context.requestId(),
        context.traceParent(),
        context.clientAddress(),
        context.peerAddress(),
        bounded(exchange.getRequestMethod().toString()),
        bounded(context.host()),
        bounded(context.path().isEmpty() ? exchange.getRequestURI() : context.path()),
        context.forwardedPath().equals(context.path()) ? "" : bounded(context.forwardedPath()),
        bounded(query(exchange, context)),
        exchange.getProtocol().toString(),
        agent == null ? "" : bounded(agent),
        FinalStatus.of(exchange, context),
        context.failure(),
        bounded(context.failureDetail()),
        rule == null ? null : rule.route(),
        rule == null ? "" : rule.name(),
        context.provider(),
        context.identity() == null ? "" : bounded(context.identity().user()),
        context.limits() == null ? "" : context.limits().refusedBy(),
        context.limits() == null ? "" : context.limits().shadow(),
        upstream.backend(),
        upstream.endpoint(),
        upstream.attempts(),
        context.bytesIn(),
        exchange.getResponseBytesSent(),
        upstream.upgraded(),
        context.deprecated(),
        upstream.hedged(),
        upstream.retryRefused(),
        Stages.of(context, context.startNanos() + nanos));
  }

  /** Where providers look for credentials is known here only; the rest is left to the writer. */
  private static String query(HttpServerExchange exchange, RequestContext context) {
    String query = exchange.getQueryString();
    return query.isEmpty() || context.secretParameters().isEmpty()
        ? query
        : QueryRedaction.redact(query, context.secretParameters());
  }

  static String bounded(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
  }
}
