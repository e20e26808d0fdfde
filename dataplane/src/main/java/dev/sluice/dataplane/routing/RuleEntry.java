package dev.sluice.dataplane.routing;

import dev.sluice.dataplane.exchange.RouteMeter;
import dev.sluice.snapshot.ObjectKey;
import io.undertow.server.HttpHandler;
import java.util.List;

/**
 * One rule, ready to serve.
 *
 * @param steps what the chain does, outermost first, for people
 */
public record RuleEntry(
    ObjectKey route, String rule, RouteMeter meter, HttpHandler chain, List<String> steps) {
  public RuleEntry {
    steps = List.copyOf(steps);
  }
}
