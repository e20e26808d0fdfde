package dev.sluice.dataplane.auth;

import dev.sluice.dataplane.auth.provider.Provider;
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
