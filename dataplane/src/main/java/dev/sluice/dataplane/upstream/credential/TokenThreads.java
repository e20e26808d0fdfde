package dev.sluice.dataplane.upstream.credential;

import dev.sluice.dataplane.dial.DialPolicy;
import dev.sluice.dataplane.fetch.FetchThreads;
import java.util.function.Supplier;

/** Fetches tokens over the network. */
public final class TokenThreads extends FetchThreads implements TokenFetches {
  private final TokenClient client;

  /**
   * @param policy where connections may go, as of now
   */
  public TokenThreads(Supplier<DialPolicy> policy) {
    super("tokens", policy);
    client = new TokenClient(exchanges());
  }

  @Override
  public Token fetch(TokenGrant grant) throws TokenRefused {
    return client.fetch(grant);
  }
}
