package dev.sluice.dataplane.auth;

import dev.sluice.dataplane.auth.provider.Authenticator.Outcome;
import dev.sluice.dataplane.auth.provider.Provider;
import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.identity.Identity;
import dev.sluice.dataplane.reply.FailureKind;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What tells a client how to prove who it is (RFC 9110 section 11.6.1). */
public record Challenges(List<Provider> providers) {
  /** Of a rule that asks nobody. */
  public static final Challenges NONE = new Challenges(List.of());

  public Challenges {
    providers = List.copyOf(providers);
  }

  /**
   * Answers a request that needs a credential and has none: a provider may send a person to where
   * they get one, otherwise it is 401.
   */
  void refuse(HttpServerExchange exchange, RequestContext context, String detail) throws Exception {
    for (Provider provider : providers) {
      Outcome outcome = provider.authenticator().invite(exchange, context);
      if (!(outcome instanceof Outcome.Absent)) {
        context.provider(provider.name());
        new Verdict(this, provider, Challenges::nobody).give(exchange, context, outcome);
        return;
      }
    }
    add(exchange, null);
    context.reply(exchange, FailureKind.UNAUTHENTICATED, detail);
  }

  private static void nobody(HttpServerExchange exchange, @Nullable Identity identity) {
    throw new IllegalStateException("nobody is known by being invited");
  }

  /**
   * @param refused whose credential was at fault, or null
   */
  void add(HttpServerExchange exchange, @Nullable Provider refused) {
    for (Provider provider : providers) {
      String challenge = provider.authenticator().challenge(provider == refused);
      if (!challenge.isEmpty()) {
        exchange.getResponseHeaders().add(Headers.WWW_AUTHENTICATE, challenge);
      }
    }
  }
}
