package dev.sluice.dataplane.auth.jwt;

import dev.sluice.dataplane.auth.jwt.keys.VerificationKey;
import dev.sluice.dataplane.auth.provider.Authenticator.Outcome;
import dev.sluice.dataplane.auth.revocation.RevocableToken;
import dev.sluice.dataplane.memory.TwoGenerations;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that were verified, by their whole text: with one character changed it is another token.
 * Only what was verified comes in, so that nobody pushes others out with nonsense.
 */
final class VerifiedTokens {
  /** Of one generation, in bytes, reckoned. */
  private static final long MOST = 16 << 20;

  /** For the identity and what it hangs on, besides the texts. */
  private static final long OVERHEAD = 1_024;

  private final TwoGenerations<String, Verified> tokens = new TwoGenerations<>(MOST);

  /**
   * @param outcome the same object for each request: nothing is made anew
   * @param key that signed it
   * @param names by what it could be taken back; null: it cannot be
   */
  record Verified(Outcome outcome, VerificationKey key, @Nullable RevocableToken names) {}

  /** Null if it is not known, or not good any more. */
  @Nullable Verified get(String text, long nowMillis) {
    Verified found = tokens.get(text, nowMillis);
    if (found != null && found.key.retired()) {
      tokens.remove(text);
      return null;
    }
    return found;
  }

  /**
   * @param until milliseconds since the epoch
   */
  void put(String text, Verified verified, long until) {
    tokens.put(text, verified, until, 2L * text.length() + OVERHEAD);
  }

  int size() {
    return tokens.size();
  }
}
