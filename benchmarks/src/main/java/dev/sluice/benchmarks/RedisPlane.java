package dev.sluice.benchmarks;

import static dev.sluice.benchmarks.BenchedLimits.perClient;

import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.ClientAddress;
import dev.sluice.snapshot.DialRules;
import dev.sluice.snapshot.GatewaySection;
import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.Listener;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PathMatch;
import dev.sluice.snapshot.RateLimit;
import dev.sluice.snapshot.RateLimit.Amount;
import dev.sluice.snapshot.RateLimit.CounterStore;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RouteMatch;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.Snapshot;
import dev.sluice.snapshot.Target;
import dev.sluice.snapshot.WeightedTarget;
import java.util.ArrayList;
import java.util.List;

/**
 * The configuration of {@code redis-limits.py}: {@code /plain} without a limit, and {@code /local},
 * {@code /shared}, {@code /leased} with one for each client that is never reached, counted where
 * the name says.
 */
final class RedisPlane {
  private static final ObjectKey PLANE = new ObjectKey("bench", "plane");
  private static final Amount UNREACHED = new Amount(1_000_000, 1_000, 0);

  private RedisPlane() {}

  static Snapshot snapshot(ObjectKey backend, int redisPort) {
    List<RouteSection> routes = new ArrayList<>();
    for (String name : List.of("plain", "local", "shared", "leased")) {
      routes.add(route(name, backend));
    }
    CounterStore shared = new CounterStore.Shared(false, RateLimit.OnFailure.LOCAL_FALLBACK);
    CounterStore leased = new CounterStore.Shared(true, RateLimit.OnFailure.LOCAL_FALLBACK);
    return new Snapshot(
        GatewaySection.of(PLANE, List.of(Listener.http("http", 0, false)), new ClientAddress.Peer())
            .with(DialRules.LOCAL)
            .with(BenchedLimits.redis(redisPort)),
        routes,
        List.of(BackendSection.of(backend)),
        List.of(),
        List.of(),
        List.of(),
        List.of(
            perClient("local", UNREACHED, new CounterStore.Local()),
            perClient("shared", UNREACHED, shared),
            perClient("leased", UNREACHED, leased)));
  }

  private static RouteSection route(String name, ObjectKey backend) {
    return new RouteSection(
        new ObjectKey("bench", name),
        0,
        0,
        List.of(new HostPattern.Any()),
        List.of(
            new RouteRule(
                "all",
                List.of(RouteMatch.of(new PathMatch.Prefix("/" + name), new MethodMatch.Any())),
                List.of(),
                new RouteAction.Forward(
                    List.of(new WeightedTarget(new Target.Backend(backend), 1))),
                RoutePolicies.DEFAULT)));
  }
}
