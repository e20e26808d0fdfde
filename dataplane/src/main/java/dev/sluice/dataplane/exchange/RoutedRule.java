package dev.sluice.dataplane.exchange;

import dev.sluice.snapshot.ObjectKey;
import io.undertow.server.HttpServerExchange;

/**
 * The rule that took a request, for those who watch it. Made when the runtime is built: what is the
 * same for all requests of a rule is one reference in each.
 *
 * @param name unique in its route
 * @param meter counts the requests of this rule
 * @param decisions hears whether requests may pass, of whatever rule they are
 */
public record RoutedRule(
    ObjectKey route, String name, RouteMeter meter, AccessDecisions decisions) {

  void decided(HttpServerExchange exchange, RequestContext context, AccessDecision decision) {
    meter.decided(decision);
    decisions.decided(exchange, context, decision);
  }
}
