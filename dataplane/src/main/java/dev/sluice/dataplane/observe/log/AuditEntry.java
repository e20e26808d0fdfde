package dev.sluice.dataplane.observe.log;

import dev.sluice.dataplane.exchange.AccessDecision;
import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.exchange.RoutedRule;
import dev.sluice.dataplane.identity.Identity;
import dev.sluice.snapshot.ObjectKey;
import io.undertow.server.HttpServerExchange;
import org.jspecify.annotations.Nullable;

/**
 * What the audit log says of one decision, taken on the request's I/O thread. Neither the query nor
 * any header is in it: credentials stand there.
 *
 * @param millis since the epoch
 * @param provider that found a credential, good or bad; empty if none did
 * @param user as the credential says; empty if nobody is known
 */
record AuditEntry(
    long millis,
    AccessDecision decision,
    String requestId,
    String client,
    String method,
    String host,
    String path,
    @Nullable ObjectKey route,
    String rule,
    String provider,
    String user,
    String tenant) {

  static AuditEntry of(
      HttpServerExchange exchange, RequestContext context, AccessDecision decision) {
    RoutedRule rule = context.rule();
    Identity identity = context.identity();
    return new AuditEntry(
        System.currentTimeMillis(),
        decision,
        context.requestId(),
        context.clientAddress(),
        AccessEntry.bounded(exchange.getRequestMethod().toString()),
        AccessEntry.bounded(context.host()),
        AccessEntry.bounded(context.path()),
        rule == null ? null : rule.route(),
        rule == null ? "" : rule.name(),
        context.provider(),
        identity == null ? "" : AccessEntry.bounded(identity.user()),
        identity == null ? "" : AccessEntry.bounded(identity.tenant()));
  }
}
