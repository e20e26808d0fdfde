package dev.sluice.benchmarks;

import static dev.sluice.benchmarks.BenchedLimits.perClient;

import dev.sluice.snapshot.AccessPolicies;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RateLimit.Amount;
import dev.sluice.snapshot.RateLimit.CounterStore;
import dev.sluice.snapshot.RateLimit.OnFailure;
import dev.sluice.snapshot.RouteSection;
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
        access.gateway().with(BenchedLimits.redis(redisPort)),
        routes,
        List.of(BenchedPlane.withBreaker(backend)),
        List.of(),
        List.of(),
        List.of(),
        List.of(
            perClient("local", MUCH, new CounterStore.Local()),
            perClient("redis", MUCH, new CounterStore.Shared(false, OnFailure.LOCAL_FALLBACK)),
            perClient("exact", LITTLE, new CounterStore.Shared(false, OnFailure.CLOSED)),
            perClient("exact-leased", LITTLE, new CounterStore.Shared(true, OnFailure.CLOSED)),
            perClient("full", MUCH, new CounterStore.Local())));
  }
}
