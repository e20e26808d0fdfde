package dev.sluice.dataplane.handler;

import dev.sluice.dataplane.exchange.Chance;
import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.upstream.Pauses;
import dev.sluice.snapshot.Fault;
import dev.sluice.snapshot.FaultScope;
import dev.sluice.snapshot.RouteFilter;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import java.util.List;
import java.util.StringJoiner;

/**
 * Delays or fails a share of the requests on purpose. Of the faults that hit a request the first
 * happens first, and an answer ends it.
 */
public final class FaultInjection implements HttpHandler {
  private final FaultScope scope;
  private final HttpString header;
  private final List<Dice> faults;
  private final Pauses pauses;
  private final HttpHandler next;

  private record Dice(Fault fault, Chance chance) {}

  public FaultInjection(RouteFilter.InjectFault filter, Pauses pauses, HttpHandler next) {
    this.scope = filter.scope();
    this.header =
        HttpString.tryFromString(
            switch (scope) {
              case FaultScope.AllRequests all -> "";
              case FaultScope.HeaderPresent(String name) -> name;
              case FaultScope.HeaderValued(String name, String value) -> name;
            });
    this.faults =
        filter.faults().stream().map(fault -> new Dice(fault, Chance.of(fault.percent()))).toList();
    this.pauses = pauses;
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    if (concerns(exchange)) {
      inject(exchange, 0);
    } else {
      next.handleRequest(exchange);
    }
  }

  private boolean concerns(HttpServerExchange exchange) {
    return switch (scope) {
      case FaultScope.AllRequests all -> true;
      case FaultScope.HeaderPresent present -> exchange.getRequestHeaders().contains(header);
      case FaultScope.HeaderValued(String name, String value) -> {
        HeaderValues values = exchange.getRequestHeaders().get(header);
        yield values != null && values.contains(value);
      }
    };
  }

  private void inject(HttpServerExchange exchange, int from) throws Exception {
    for (int i = from; i < faults.size(); i++) {
      Dice dice = faults.get(i);
      if (dice.chance().hits()) {
        int following = i + 1;
        switch (dice.fault()) {
          case Fault.Delay(long millis, int percent) ->
              pauses.pause(exchange, millis, new ErrorBoundary(later -> inject(later, following)));
          case Fault.Abort(int status, int percent) ->
              RequestContext.of(exchange)
                  .reply(
                      exchange,
                      FailureKind.FAULT_INJECTED,
                      status,
                      "abort " + status,
                      FailureKind.FAULT_INJECTED.detail());
        }
        return;
      }
    }
    next.handleRequest(exchange);
  }

  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(", ", "fault(", ")");
    faults.forEach(dice -> text.add(dice.fault().toString()));
    return text.add(scope.toString()).toString();
  }
}
