package dev.sluice.benchmarks;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.limit.LimitPolicies;
import dev.sluice.dataplane.limit.state.LimitStates;
import dev.sluice.dataplane.limit.store.CounterStores;
import dev.sluice.matching.IpAddress;
import dev.sluice.snapshot.DecisionMode;
import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.IdentityRules;
import dev.sluice.snapshot.LimitKeyPart;
import dev.sluice.snapshot.LimitTarget;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PathMatch;
import dev.sluice.snapshot.RateLimit;
import dev.sluice.snapshot.RateLimit.Algorithm;
import dev.sluice.snapshot.RateLimit.Allowance;
import dev.sluice.snapshot.RateLimit.Amount;
import dev.sluice.snapshot.RateLimit.CounterStore;
import dev.sluice.snapshot.RateLimit.Tiers;
import dev.sluice.snapshot.RateLimitSection;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RouteMatch;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What a limit by the client's address, counted in this process, adds to a request: its key, its
 * counter, and what the answer tells. An exchange and its context are made for each request; {@code
 * NONE} is what they cost alone.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LimitStepBench {
  private static final int CLIENTS = 1_024;

  /** What stands in the chain. */
  public enum Kind {
    NONE,
    /** Without headers. */
    SILENT,
    TOLD,
    BUCKET,
    /** Two limits by the address. */
    TWO,
    TWO_SILENT
  }

  @Param public Kind kind = Kind.NONE;

  private final List<IpAddress> clients = new ArrayList<>();
  private HttpHandler chain = exchange -> {};
  private int next;

  @Setup
  public void build() {
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(IpAddress.parse("10.1." + i / 256 + "." + i % 256).orElseThrow());
    }
    if (kind == Kind.NONE) {
      return;
    }
    RouteRule rule =
        new RouteRule(
            "all",
            List.of(RouteMatch.of(new PathMatch.Prefix("/"), new MethodMatch.Any())),
            List.of(),
            new RouteAction.Respond(200, "", ""),
            RoutePolicies.DEFAULT);
    RouteSection route =
        new RouteSection(
            new ObjectKey("test", "r"), 1, 0, List.of(new HostPattern.Any()), List.of(rule));
    Algorithm algorithm = kind == Kind.BUCKET ? Algorithm.TOKEN_BUCKET : Algorithm.SLIDING_WINDOW;
    List<RateLimit> limits = new ArrayList<>(List.of(limit("minute", algorithm, 60_000)));
    if (kind == Kind.TWO || kind == Kind.TWO_SILENT) {
      limits.add(limit("hour", algorithm, 3_600_000));
    }
    LimitPolicies policies =
        new LimitPolicies(new LimitStates(), CounterStores.NONE)
            .with(
                List.of(
                    new RateLimitSection(
                        new ObjectKey("test", "p"),
                        List.of(new LimitTarget.Plane()),
                        DecisionMode.ENFORCE,
                        429,
                        kind != Kind.SILENT && kind != Kind.TWO_SILENT,
                        limits)),
                IdentityRules.NONE,
                new ArrayList<>());
    chain = policies.of(policies.touching(route), route, rule).byAddress(exchange -> {});
  }

  private static RateLimit limit(String name, Algorithm algorithm, long millis) {
    return new RateLimit(
        name,
        List.of(),
        List.of(new LimitKeyPart.ClientNetwork(32, 64)),
        new Allowance.Rate(
            algorithm,
            new Amount(1_000_000_000, millis, algorithm == Algorithm.TOKEN_BUCKET ? 1_000_000 : 0),
            Tiers.NONE,
            1,
            ""),
        false,
        new CounterStore.Local());
  }

  @Benchmark
  public HttpServerExchange request() throws Exception {
    HttpServerExchange exchange = new HttpServerExchange(null);
    RequestContext context = RequestContext.open(exchange, 0, "");
    context.client("", clients.get(next++ & (CLIENTS - 1)), false);
    chain.handleRequest(exchange);
    return exchange;
  }
}
