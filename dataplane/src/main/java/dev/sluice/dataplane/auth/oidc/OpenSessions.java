package dev.sluice.dataplane.auth.oidc;

import dev.sluice.dataplane.auth.provider.Authenticator.Outcome;
import dev.sluice.dataplane.auth.revocation.RevocableToken;
import dev.sluice.dataplane.memory.TwoGenerations;
import org.jspecify.annotations.Nullable;

/**
 * Sessions that were decrypted, by the whole text of their cookies, so that the next request costs
 * one look-up. Only what was ours comes in.
 */
final class OpenSessions {
  /** Of one generation, in bytes, reckoned. */
  private static final long MOST = 16 << 20;

  private static final long OVERHEAD = 2_048;

  private final TwoGenerations<String, Opened> sessions = new TwoGenerations<>(MOST);

  /**
   * @param known the same object for each request
   * @param names by what it could be taken back; null: it cannot be
   */
  record Opened(Session session, Outcome.Known known, @Nullable RevocableToken names) {}

  /** Null if it is not known, or has ended. */
  @Nullable Opened get(String text, long now) {
    return sessions.get(text, now);
  }

  /**
   * @param until when the session ends, in seconds since the epoch
   */
  void put(String text, Opened opened, long until) {
    sessions.put(text, opened, until, 3L * text.length() + OVERHEAD);
  }

  int size() {
    return sessions.size();
  }
}
