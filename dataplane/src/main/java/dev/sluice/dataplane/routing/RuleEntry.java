package dev.sluice.dataplane.routing;

import dev.sluice.dataplane.exchange.RoutedRule;
import io.undertow.server.HttpHandler;
import java.util.List;

/**
 * One rule, ready to serve.
 *
 * @param steps what the chain does, outermost first, for people
 */
public record RuleEntry(RoutedRule rule, HttpHandler chain, List<String> steps) {
  public RuleEntry {
    steps = List.copyOf(steps);
  }
}
