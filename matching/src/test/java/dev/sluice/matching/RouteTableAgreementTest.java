package dev.sluice.matching;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The table against the plain reading, on random routes and requests of every kind. */
final class RouteTableAgreementTest {
  private static final int SEEDS = 400;

  @Test
  void theTableSaysWhatAScanOfAllCandidatesSays() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      List<RouteSection> routes = routes(random, 2 + random.nextInt(40));
      RouteTable table = RouteTable.of(routes);
      List<Read> read = read(routes);
      for (int i = 0; i < 60; i++) {
        MatchRequest request = request(random);
        assertThat(table.match(request))
            .as("seed %d: %s", seed, request)
            .isEqualTo(scan(read, request));
      }
    }
  }

  /** A change of some routes leads to the same table as starting afresh. */
  @Test
  void aChangedTableIsAsGoodAsANewOne() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      List<RouteSection> routes = new ArrayList<>(routes(random, 20));
      RouteTable before = RouteTable.of(routes);
      List<RouteSection> others = routes(random, 20);
      for (int change = random.nextInt(4); change >= 0; change--) {
        routes.set(random.nextInt(routes.size()), others.get(random.nextInt(others.size())));
      }
      List<RouteSection> changed = routes.stream().distinct().toList();
      RouteTable table = before.with(changed);
      List<Read> read = read(changed);
      for (int i = 0; i < 30; i++) {
        MatchRequest request = request(random);
        assertThat(table.match(request)).as("seed %d", seed).isEqualTo(scan(read, request));
      }
    }
  }

  @Test
  void theOrderOfRoutesDoesNotMatter() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      List<RouteSection> routes = routes(random, 30);
      List<RouteSection> shuffled = new ArrayList<>(routes);
      Collections.shuffle(shuffled, random);
      RouteTable one = RouteTable.of(routes);
      RouteTable other = RouteTable.of(shuffled);
      for (int i = 0; i < 30; i++) {
        MatchRequest request = request(random);
        assertThat(one.match(request)).as("seed %d", seed).isEqualTo(other.match(request));
      }
    }
  }

  /** What a namespace gives its own routes as priority takes no request from, or to, another. */
  @Test
  void priorityMovesNothingBetweenNamespaces() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      List<RouteSection> routes = routes(random, 30);
      RouteTable with = RouteTable.of(routes);
      RouteTable without =
          RouteTable.of(
              routes.stream()
                  .map(
                      it ->
                          new RouteSection(it.route(), it.created(), 0, it.hostnames(), it.rules()))
                  .toList());
      for (int i = 0; i < 30; i++) {
        MatchRequest request = request(random);
        assertThat(namespace(with.match(request)))
            .as("seed %d", seed)
            .isEqualTo(namespace(without.match(request)));
      }
    }
  }

  private static Optional<String> namespace(RouteMatching matching) {
    return matching instanceof RouteMatching.Matched matched
        ? Optional.of(matched.route().route().namespace())
        : Optional.empty();
  }

  /** A candidate and what it asks of a request. */
  private record Read(RouteCandidate candidate, MatchConditions conditions) {}

  private static List<Read> read(List<RouteSection> routes) {
    List<Read> read = new ArrayList<>();
    for (RouteSection route : routes) {
      for (HostPattern host : route.hostnames()) {
        for (int rule = 0; rule < route.rules().size(); rule++) {
          for (RouteMatch match : route.rules().get(rule).matches()) {
            read.add(
                new Read(
                    new RouteCandidate(route, rule, host, match), MatchConditions.of(host, match)));
          }
        }
      }
    }
    return read;
  }

  private static RouteMatching scan(List<Read> all, MatchRequest request) {
    List<RouteCandidate> holding = new ArrayList<>();
    TreeSet<String> methods = new TreeSet<>();
    for (Read read : all) {
      List<Condition> failing = read.conditions().failing(request);
      if (failing.isEmpty()) {
        holding.add(read.candidate());
      } else if (failing.size() == 1
          && failing.getFirst() instanceof MethodCondition(MethodMatch.Is(var method))) {
        methods.add(method);
        if (method.equals("GET")) {
          methods.add("HEAD");
        }
      }
    }
    if (holding.isEmpty()) {
      return methods.isEmpty()
          ? new RouteMatching.NotFound()
          : new RouteMatching.MethodNotAllowed(methods);
    }
    holding.sort(RoutePrecedence.INSTANCE);
    String owner = holding.getFirst().route().route().namespace();
    RouteCandidate winner =
        holding.stream()
            .filter(candidate -> candidate.route().route().namespace().equals(owner))
            .min(
                Comparator.comparingInt((RouteCandidate it) -> -it.route().priority())
                    .thenComparing(RoutePrecedence.INSTANCE))
            .orElseThrow();
    return new RouteMatching.Matched(
        winner.route(),
        winner.route().rules().get(winner.ruleIndex()),
        winner.ruleIndex(),
        winner.match());
  }

  private static List<RouteSection> routes(Random random, int count) {
    return IntStream.range(0, count)
        .mapToObj(
            index ->
                new RouteSection(
                    new ObjectKey(pick(random, "red", "blue"), "r" + index),
                    random.nextInt(3),
                    random.nextInt(3) == 0 ? random.nextInt(3) - 1 : 0,
                    some(random, 1, RouteTableAgreementTest::host),
                    some(random, 1, RouteTableAgreementTest::rule)))
        .toList();
  }

  private static HostPattern host(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> new HostPattern.Any();
      case 1 -> new HostPattern.Wildcard(pick(random, "c", "b.c"));
      default -> new HostPattern.Exact(pick(random, "a.b.c", "b.c"));
    };
  }

  private static RouteRule rule(Random random) {
    return new RouteRule(
        "rule-" + random.nextInt(1_000_000),
        some(random, 1, RouteTableAgreementTest::match).stream().distinct().toList(),
        List.of(),
        new RouteAction.Respond(200, "", ""),
        RoutePolicies.DEFAULT);
  }

  private static RouteMatch match(Random random) {
    return new RouteMatch(
        path(random),
        random.nextBoolean()
            ? new MethodMatch.Any()
            : new MethodMatch.Is(pick(random, "GET", "POST", "HEAD")),
        random.nextInt(3) == 0 ? some(random, 1, RouteTableAgreementTest::field) : List.of(),
        random.nextInt(4) == 0 ? some(random, 1, RouteTableAgreementTest::field) : List.of(),
        random.nextInt(4) == 0 ? some(random, 1, RouteTableAgreementTest::field) : List.of(),
        random.nextInt(5) == 0 ? List.of(pick(random, "10.0.0.0/8", "10.1.0.0/16")) : List.of());
  }

  private static PathMatch path(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> new PathMatch.Exact(pick(random, "/", "/a", "/a/b"));
      case 1 -> new PathMatch.Glob(pick(random, "/**", "/a/**", "/*/b", "/a/*", "/a*/**/c"));
      case 2 ->
          new PathMatch.Regex(pick(random, "/a.*", "/.*", "/a/[a-z]+", "^/(a|b)/.*", "/a/b|/b"));
      default -> new PathMatch.Prefix(pick(random, "/", "/a", "/a/b", "/ab"));
    };
  }

  private static FieldMatch field(Random random) {
    return new FieldMatch(
        pick(random, "x", "y"),
        switch (random.nextInt(5)) {
          case 0 -> new ValueMatch.Present();
          case 1 -> new ValueMatch.Absent();
          case 2 -> new ValueMatch.Regex(pick(random, "1|2", "[0-9]+"));
          default -> new ValueMatch.Exact(pick(random, "1", "2", "3"));
        });
  }

  private static MatchRequest request(Random random) {
    StringBuilder query = new StringBuilder();
    for (String name : some(random, 0, it -> pick(it, "x", "y", "z"))) {
      query.append(query.isEmpty() ? "" : "&").append(name).append('=').append(random.nextInt(4));
    }
    String cookies = pick(random, "x=1", "y=2; x=3", "z=1", "y=x");
    return new DescribedRequest(
        pick(random, "GET", "POST", "PUT", "HEAD"),
        pick(random, "a.b.c", "b.c", "c", "x.c", "z"),
        pick(random, "/", "/a", "/a/", "/a/b", "/a/b/c", "/ab", "/b", "/b/b", "/ab/x/c"),
        query.toString(),
        random.nextBoolean()
            ? Map.of()
            : Map.of(
                pick(random, "x", "y"),
                List.of(String.valueOf(random.nextInt(4))),
                "cookie",
                List.of(cookies)),
        random.nextBoolean()
            ? Optional.empty()
            : IpAddress.parse(pick(random, "10.0.0.1", "10.1.2.3", "::1")));
  }

  private interface Maker<T> {
    T make(Random random);
  }

  private static <T> List<T> some(Random random, int least, Maker<T> maker) {
    return IntStream.range(0, least + random.nextInt(3)).mapToObj(i -> maker.make(random)).toList();
  }

  private static String pick(Random random, String... of) {
    return of[random.nextInt(of.length)];
  }
}
