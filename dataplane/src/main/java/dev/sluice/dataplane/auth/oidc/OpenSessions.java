package dev.sluice.dataplane.auth.oidc;

import dev.sluice.dataplane.auth.provider.Authenticator.Outcome;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Sessions that were decrypted, by the whole text of their cookies, so that the next request costs
 * one look-up. Bounded by two generations; only what was ours comes in.
 */
final class OpenSessions {
  /** Of one generation, in bytes, reckoned. */
  private static final long MOST = 16 << 20;

  private static final long OVERHEAD = 2_048;

  private volatile Generations generations = new Generations(Map.of());

  /**
   * @param known the same object for each request
   */
  record Opened(Session session, Outcome known) {}

  private static final class Generations {
    final Map<String, Opened> young = new ConcurrentHashMap<>();
    final Map<String, Opened> old;
    final AtomicLong weight = new AtomicLong();

    Generations(Map<String, Opened> old) {
      this.old = old;
    }
  }

  @Nullable Opened get(String text) {
    Generations now = generations;
    Opened found = now.young.get(text);
    if (found == null) {
      found = now.old.get(text);
      if (found != null) {
        put(text, found);
      }
    }
    return found;
  }

  void put(String text, Opened opened) {
    Generations now = generations;
    if (now.young.put(text, opened) == null
        && now.weight.addAndGet(3L * text.length() + OVERHEAD) > MOST) {
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
