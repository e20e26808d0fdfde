package dev.sluice.dataplane.auth.provider;

import dev.sluice.dataplane.exchange.RequestContext;
import io.undertow.server.HttpServerExchange;

/** Of a provider that cannot work: it lets nobody pass, and blames nobody. */
public record UnavailableProvider(String reason) implements Authenticator {
  @Override
  public Outcome authenticate(HttpServerExchange exchange, RequestContext context) {
    return new Outcome.Unavailable(reason);
  }

  @Override
  public String challenge(boolean refused) {
    return "";
  }

  @Override
  public void strip(HttpServerExchange exchange, RequestContext context) {
    // It has never seen one.
  }
}
