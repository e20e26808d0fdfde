package dev.sluice.dataplane.auth.provider;

import dev.sluice.dataplane.auth.place.Places;
import dev.sluice.dataplane.exchange.RequestContext;
import io.undertow.server.HttpServerExchange;

/** Of a provider of tokens that was taken away: to it they are nobody's, and others are asked. */
public record WithdrawnTokens(BearerTokens before) implements BearerTokens {
  private static final Outcome GONE = new Outcome.Foreign("its provider was taken away");

  @Override
  public Outcome authenticate(HttpServerExchange exchange, RequestContext context) {
    return before.places().first(exchange) == null ? Outcome.ABSENT : GONE;
  }

  @Override
  public String challenge(boolean refused) {
    return before.challenge(refused);
  }

  @Override
  public Places places() {
    return before.places();
  }

  @Override
  public void strip(HttpServerExchange exchange, RequestContext context) {
    before.strip(exchange, context);
  }

  @Override
  public String toString() {
    return "withdrawn " + before;
  }
}
