package dev.sluice.dataplane.limit.when;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.routing.ExchangeRequest;
import dev.sluice.matching.MatchEffortException;
import dev.sluice.snapshot.LimitCondition;
import io.undertow.server.HttpServerExchange;
import java.util.List;

/** Whether a limit counts a request: if any of its conditions holds, or it has none. */
public final class When {
  private final Clause[] clauses;

  private When(Clause[] clauses) {
    this.clauses = clauses;
  }

  /**
   * @throws IllegalArgumentException if a pattern or a network is none
   */
  public static When of(List<LimitCondition> conditions) {
    return new When(conditions.stream().map(Clause::of).toArray(Clause[]::new));
  }

  public boolean holds(HttpServerExchange exchange, RequestContext context) {
    if (clauses.length == 0) {
      return true;
    }
    ExchangeRequest request = new ExchangeRequest(exchange, context);
    try {
      for (Clause clause : clauses) {
        if (clause.holds(request, context.identity())) {
          return true;
        }
      }
      return false;
    } catch (MatchEffortException e) {
      // A request that is too costly to be judged does not get around the limit for that.
      return true;
    }
  }
}
