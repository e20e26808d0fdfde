package dev.sluice.dataplane.auth.jwt;

import dev.sluice.dataplane.auth.jwt.keys.VerificationKey;
import dev.sluice.dataplane.auth.provider.Authenticator.Outcome;
import dev.sluice.dataplane.auth.revocation.RevocableToken;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that were verified, by their whole text: with one character changed it is another token.
 * Bounded by two generations: what is asked for moves to the young one, and once that is full the
 * old one goes. Only what was verified comes in, so that nobody pushes others out with nonsense.
 */
final class VerifiedTokens {
  /** Of one generation, in bytes, reckoned. */
  private static final long MOST = 16 << 20;

  /** For the identity and what it hangs on, besides the texts. */
  private static final long OVERHEAD = 1_024;

  private volatile Generations generations = new Generations();

  private static final class Generations {
    final Map<String, Verified> young = new ConcurrentHashMap<>();
    final Map<String, Verified> old;
    final AtomicLong weight = new AtomicLong();

    Generations() {
      this(Map.of());
    }

    Generations(Map<String, Verified> old) {
      this.old = old;
    }
  }

  /**
   * @param outcome the same object for each request: nothing is made anew
   * @param key that signed it
   * @param until milliseconds since the epoch
   * @param names by what it could be taken back; null: it cannot be
   */
  record Verified(
      Outcome outcome, VerificationKey key, long until, @Nullable RevocableToken names) {}

  /** Null if it is not known, or not good any more. */
  @Nullable Verified get(String text, long nowMillis) {
    Generations now = generations;
    Verified found = now.young.get(text);
    if (found == null) {
      found = now.old.get(text);
      if (found == null) {
        return null;
      }
      put(text, found);
    }
    if (found.until <= nowMillis || found.key.retired()) {
      now.young.remove(text, found);
      return null;
    }
    return found;
  }

  void put(String text, Verified verified) {
    Generations now = generations;
    if (now.young.put(text, verified) == null
        && now.weight.addAndGet(2L * text.length() + OVERHEAD) > MOST) {
      synchronized (this) {
        if (generations == now) {
          generations = new Generations(now.young);
        }
      }
    }
  }

  int size() {
    Generations now = generations;
    return now.young.size() + now.old.size();
  }
}
