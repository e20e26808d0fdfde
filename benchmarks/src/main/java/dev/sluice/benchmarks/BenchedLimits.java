package dev.sluice.benchmarks;

import dev.sluice.snapshot.DecisionMode;
import dev.sluice.snapshot.LimitKeyPart;
import dev.sluice.snapshot.LimitTarget;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RateLimit;
import dev.sluice.snapshot.RateLimit.Algorithm;
import dev.sluice.snapshot.RateLimit.Allowance;
import dev.sluice.snapshot.RateLimit.Amount;
import dev.sluice.snapshot.RateLimit.CounterStore;
import dev.sluice.snapshot.RateLimit.Tiers;
import dev.sluice.snapshot.RateLimitSection;
import dev.sluice.snapshot.SharedStore;
import java.util.List;

/** What the benchmarks of limits have in common: a limit of one route, and where it is counted. */
final class BenchedLimits {
  private BenchedLimits() {}

  /** For each client's address, in a sliding window. */
  static RateLimitSection perClient(String route, Amount amount, CounterStore store) {
    ObjectKey key = new ObjectKey("bench", route);
    return new RateLimitSection(
        key,
        List.of(new LimitTarget.Route(key)),
        DecisionMode.ENFORCE,
        429,
        true,
        List.of(
            new RateLimit(
                "per-client",
                List.of(),
                List.of(new LimitKeyPart.ClientNetwork(32, 64)),
                new Allowance.Rate(Algorithm.SLIDING_WINDOW, amount, Tiers.NONE, 1, ""),
                false,
                store)));
  }

  /** At the loopback, without a password. */
  static SharedStore redis(int port) {
    return new SharedStore.Redis(
        List.of("127.0.0.1:" + port),
        SharedStore.Mode.STANDALONE,
        false,
        0,
        "",
        SharedStore.Login.NONE,
        List.of());
  }
}
