package dev.sluice.dataplane.routing;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Chooses a target for each request by weight. */
public final class WeightedSplit implements HttpHandler {
  private final List<Variant> variants;
  private final WeightedChoice choice;

  public WeightedSplit(List<Variant> variants, RandomGenerator dice) {
    this.variants = List.copyOf(variants);
    this.choice = new WeightedChoice(variants, dice);
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    variants.get(choice.draw()).target().handleRequest(exchange);
  }

  @Override
  public String toString() {
    return variants.stream()
        .map(Variant::toString)
        .collect(Collectors.joining(", ", "split(", ")"));
  }
}
