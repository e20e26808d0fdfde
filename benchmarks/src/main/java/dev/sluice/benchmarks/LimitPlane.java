package dev.sluice.benchmarks;

import dev.sluice.snapshot.AccessPolicies;
import dev.sluice.snapshot.DecisionMode;
import dev.sluice.snapshot.LimitKeyPart;
import dev.sluice.snapshot.LimitTarget;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RateLimit;
import dev.sluice.snapshot.RateLimit.Algorithm;
import dev.sluice.snapshot.RateLimit.Allowance;
import dev.sluice.snapshot.RateLimit.Amount;
import dev.sluice.snapshot.RateLimit.CounterStore;
import dev.sluice.snapshot.RateLimit.OnFailure;
import dev.sluice.snapshot.RateLimit.Tiers;
import dev.sluice.snapshot.RateLimitSection;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.SharedStore;
import dev.sluice.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The configuration of {@code limits.py} and {@code exactness.py}: that of {@link AccessPlane} with
 * a circuit breaker in front of the backend, and hosts that differ in the limit that they have. It
 * never strikes, but for the last two.
 *
 * <ul>
 *   <li>{@code local}: for each client's address, in this process
 *   <li>{@code redis}: the same in Redis, asked for each request
 *   <li>{@code full}: for each client's address in this process, before its token is looked at
 *   <li>{@code exact}: 6,000 a minute in Redis, asked for each request
 *   <li>{@code exact-leased}: 6,000 a minute in Redis, asked ahead of need
 * </ul>
 */
final class LimitPlane {
  private static final Amount MUCH = new Amount(100_000_000, 60_000, 0);
  private static final Amount LITTLE = new Amount(6_000, 60_000, 0);

  private LimitPlane() {}

  /**
   * @param directory with {@code jwks.json}
   * @param redisPort of a Redis without a password
   */
  static Snapshot snapshot(ObjectKey backend, Path directory, int issuerPort, int redisPort)
      throws IOException {
    Snapshot access = AccessPlane.snapshot(backend, directory, issuerPort);
    List<RouteSection> routes = new ArrayList<>(access.routes());
    for (String name : List.of("local", "redis", "exact", "exact-leased")) {
      routes.add(AccessPlane.route(name, backend, AccessPolicies.OPEN));
    }
    return new Snapshot(
        access
            .gateway()
            .with(
                new SharedStore.Redis(
                    List.of("127.0.0.1:" + redisPort),
                    SharedStore.Mode.STANDALONE,
                    false,
                    0,
                    "",
                    SharedStore.Login.NONE,
                    List.of())),
        routes,
        List.of(BenchedPlane.withBreaker(backend)),
        List.of(),
        List.of(),
        List.of(),
        List.of(
            policy("local", MUCH, new CounterStore.Local()),
            policy("redis", MUCH, new CounterStore.Shared(false, OnFailure.LOCAL_FALLBACK)),
            policy("exact", LITTLE, new CounterStore.Shared(false, OnFailure.CLOSED)),
            policy("exact-leased", LITTLE, new CounterStore.Shared(true, OnFailure.CLOSED)),
            policy("full", MUCH, new CounterStore.Local())));
  }

  private static RateLimitSection policy(String route, Amount amount, CounterStore store) {
    return new RateLimitSection(
        new ObjectKey("bench", route),
        List.of(new LimitTarget.Route(new ObjectKey("bench", route))),
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
}
