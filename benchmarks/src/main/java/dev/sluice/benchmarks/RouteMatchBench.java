package dev.sluice.benchmarks;

import dev.sluice.matching.DescribedRequest;
import dev.sluice.matching.MatchRequest;
import dev.sluice.matching.RouteMatching;
import dev.sluice.matching.RouteTable;
import dev.sluice.snapshot.FieldMatch;
import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PathMatch;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RouteMatch;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.ValueMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * From a request to its rule, by the number of routes. Requests go round over 64 routes, so that no
 * branch is learned by heart.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RouteMatchBench {
  private static final int REQUESTS = 64;

  /** What tells the routes apart. */
  public enum Kind {
    /** A host for each ten routes, paths below it. */
    PREFIX,
    /** The same, the whole path. */
    EXACT,
    /** A wildcard for each ten routes. */
    WILDCARD_HOST,
    /** One host for all, prefixes. */
    ONE_HOST,
    GLOB,
    REGEX,
    /** One host and path, a header. */
    HEADER,
    /** Nothing matches. */
    MISS
  }

  @Param public Kind kind = Kind.PREFIX;

  @Param({"10", "1000", "10000"})
  public int routes = 10;

  private RouteTable table = RouteTable.of(List.of());
  private List<RouteSection> sections = List.of();
  private MatchRequest[] requests = new MatchRequest[0];
  private int next;

  @Setup
  public void build() {
    List<RouteSection> all = new ArrayList<>();
    for (int number = 0; number < routes; number++) {
      all.add(section(number, 0));
    }
    sections = all;
    table = RouteTable.of(all);
    requests = new MatchRequest[REQUESTS];
    for (int i = 0; i < REQUESTS; i++) {
      int number = (int) (i * 2_654_435_761L % routes);
      requests[i] = request(Math.abs(number));
      boolean found = table.match(requests[i]) instanceof RouteMatching.Matched;
      if (found == (kind == Kind.MISS)) {
        throw new IllegalStateException(kind + " " + number + " is wrong");
      }
    }
  }

  @Benchmark
  public RouteMatching match() {
    MatchRequest request = requests[next];
    next = next + 1 & REQUESTS - 1;
    return table.match(request);
  }

  /** One route of all has changed. */
  @Benchmark
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public RouteTable change() {
    List<RouteSection> changed = new ArrayList<>(sections);
    changed.set(routes / 2, section(routes / 2, 1));
    return table.with(changed);
  }

  private RouteSection section(int number, long created) {
    int team = number / 10;
    HostPattern host =
        switch (kind) {
          case WILDCARD_HOST -> new HostPattern.Wildcard("team-" + team + ".example.com");
          case ONE_HOST, HEADER -> new HostPattern.Exact("shop.example.com");
          default -> new HostPattern.Exact("team-" + team + ".example.com");
        };
    PathMatch path =
        switch (kind) {
          case EXACT -> new PathMatch.Exact("/api/v1/service-" + number + "/items");
          case GLOB -> new PathMatch.Glob("/api/*/service-" + number + "/**");
          case REGEX -> new PathMatch.Regex("/api/v[0-9]+/service-" + number + "/[^/]+");
          case HEADER -> new PathMatch.Prefix("/api");
          default -> new PathMatch.Prefix("/api/v1/service-" + number);
        };
    RouteMatch match =
        kind == Kind.HEADER
            ? new RouteMatch(
                path,
                new MethodMatch.Any(),
                List.of(new FieldMatch("x-tenant", new ValueMatch.Exact("tenant-" + number))),
                List.of(),
                List.of(),
                List.of())
            : RouteMatch.of(path, new MethodMatch.Is("GET"));
    RouteRule rule =
        new RouteRule(
            "rule-0",
            List.of(match),
            List.of(),
            new RouteAction.Respond(200, "", ""),
            RoutePolicies.DEFAULT);
    return new RouteSection(
        new ObjectKey("team-" + team, "route-" + number), created, 0, List.of(host), List.of(rule));
  }

  private MatchRequest request(int number) {
    String host =
        switch (kind) {
          case WILDCARD_HOST -> "shop.team-" + number / 10 + ".example.com";
          case ONE_HOST, HEADER -> "shop.example.com";
          default -> "team-" + number / 10 + ".example.com";
        };
    String path = "/api/v1/" + (kind == Kind.MISS ? "nothing-" : "service-") + number + "/items";
    return new DescribedRequest(
        "GET", host, path, "", Map.of("x-tenant", List.of("tenant-" + number)), Optional.empty());
  }
}
