package dev.sluice.dataplane.routing;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.snapshot.Stickiness;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Chooses by a hash of who the client is, and by weight alone for those who do not say. */
public final class HashSplit implements HttpHandler {
  private final List<Variant> variants;
  private final Identity identity;
  private final Rendezvous rendezvous;
  private final WeightedChoice choice;

  /** Who the client is. */
  private interface Identity {
    /** Empty if that is not known. */
    String of(HttpServerExchange exchange);
  }

  private HashSplit(List<Variant> variants, Identity identity, RandomGenerator dice) {
    this.variants = List.copyOf(variants);
    this.identity = identity;
    this.rendezvous = new Rendezvous(variants);
    this.choice = new WeightedChoice(variants, dice);
  }

  public static HashSplit byHeader(
      List<Variant> variants, Stickiness.ByHeader by, RandomGenerator dice) {
    HttpString name = HttpString.tryFromString(by.name());
    return new HashSplit(
        variants,
        exchange -> {
          String value = exchange.getRequestHeaders().getFirst(name);
          return value == null ? "" : value;
        },
        dice);
  }

  public static HashSplit byClientAddress(List<Variant> variants, RandomGenerator dice) {
    return new HashSplit(variants, exchange -> RequestContext.of(exchange).clientAddress(), dice);
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    String who = identity.of(exchange);
    int chosen = who.isEmpty() ? choice.draw() : rendezvous.choose(who);
    variants.get(chosen).target().handleRequest(exchange);
  }

  @Override
  public String toString() {
    return variants.stream()
        .map(Variant::toString)
        .collect(Collectors.joining(", ", "split-by-hash(", ")"));
  }
}
