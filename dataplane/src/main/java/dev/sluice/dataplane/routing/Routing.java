package dev.sluice.dataplane.routing;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.matching.MatchEffortException;
import dev.sluice.matching.RouteMatching;
import dev.sluice.matching.RouteTable;
import dev.sluice.snapshot.RouteRule;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.util.Map;

/** Finds the rule that takes the request and hands it to its chain. */
public final class Routing implements HttpHandler {
  private final RouteTable table;
  private final Map<RouteRule, RuleEntry> entries;

  /**
   * @param entries by the identity of the rules in {@code table}: comparing rules by content costs
   *     more than routing does
   */
  public Routing(RouteTable table, Map<RouteRule, RuleEntry> entries) {
    this.table = table;
    this.entries = entries;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    RequestContext context = RequestContext.of(exchange);
    String method = exchange.getRequestMethod().toString();
    RouteMatching found;
    try {
      found = table.match(new ExchangeRequest(exchange, context));
    } catch (MatchEffortException e) {
      context.reply(exchange, FailureKind.ROUTING_TOO_COSTLY, context.host());
      return;
    }
    switch (found) {
      case RouteMatching.Matched matched -> {
        RuleEntry entry = entries.get(matched.rule());
        if (entry == null) {
          throw new IllegalStateException("no chain for " + matched.route().route());
        }
        context.routed(entry.rule(), matched.match().path(), System.nanoTime());
        entry.chain().handleRequest(exchange);
      }
      case RouteMatching.MethodNotAllowed(var allow) -> {
        exchange.getResponseHeaders().put(Headers.ALLOW, String.join(", ", allow));
        context.reply(exchange, FailureKind.METHOD_NOT_ALLOWED, method);
      }
      case RouteMatching.NotFound notFound ->
          context.reply(exchange, FailureKind.NO_ROUTE, context.host());
    }
  }

  @Override
  public String toString() {
    return "routing(" + entries.size() + " rules)";
  }
}
