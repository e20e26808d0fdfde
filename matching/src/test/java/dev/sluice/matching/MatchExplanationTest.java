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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class MatchExplanationTest {
  private static final List<HostPattern> HOSTS =
      List.of(
          new HostPattern.Any(),
          new HostPattern.Wildcard("example.com"),
          new HostPattern.Wildcard("shop.example.com"),
          new HostPattern.Exact("shop.example.com"),
          new HostPattern.Exact("eu.shop.example.com"));
  private static final List<PathMatch> PATHS =
      List.of(
          new PathMatch.Prefix("/"),
          new PathMatch.Prefix("/a"),
          new PathMatch.Prefix("/a/b"),
          new PathMatch.Exact("/a"),
          new PathMatch.Exact("/a/b"),
          new PathMatch.Glob("/a/*"),
          new PathMatch.Glob("/**/b"),
          new PathMatch.Regex("/a/[a-z]+"));
  private static final List<ValueMatch> VALUES =
      List.of(
          new ValueMatch.Exact("1"),
          new ValueMatch.Regex("[0-9]+"),
          new ValueMatch.Present(),
          new ValueMatch.Absent());

  @Test
  void explanationAndTableSayTheSameOfEveryRequest() {
    Random random = new Random(7);
    int taken = 0;
    int others = 0;
    for (int round = 0; round < 400; round++) {
      List<RouteSection> routes = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(6); i++) {
        routes.add(route(random, i));
      }
      RouteTable table = RouteTable.of(routes);
      for (int i = 0; i < 20; i++) {
        MatchRequest request = request(random);
        MatchExplanation explained = MatchExplanation.of(routes, request);
        assertThat(explained.outcome())
            .as(routes + " asked " + request)
            .isEqualTo(table.match(request));
        assertThat(explained.taken().isPresent())
            .isEqualTo(explained.outcome() instanceof RouteMatching.Matched);
        taken += explained.taken().isPresent() ? 1 : 0;
        others += explained.outcome() instanceof RouteMatching.MethodNotAllowed ? 1 : 0;
        int rules = routes.stream().mapToInt(route -> route.rules().size()).sum();
        assertThat(
                explained.alsoHold().size()
                    + explained.misses().size()
                    + explained.taken().stream().count())
            .isEqualTo(rules);
      }
    }
    assertThat(taken).isGreaterThan(1_000);
    assertThat(others).isGreaterThan(50);
  }

  /** Takes away the winner: the next one must win. */
  @Test
  void whatAlsoHoldsStandsInTheOrderInWhichItWouldTakeTheRequest() {
    Random random = new Random(11);
    int looked = 0;
    for (int round = 0; round < 400; round++) {
      List<RouteSection> routes = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        routes.add(route(random, i, 1));
      }
      MatchRequest request = request(random);
      MatchExplanation explained = MatchExplanation.of(routes, request);
      for (RouteCandidate next : explained.alsoHold()) {
        routes.remove(
            MatchExplanation.of(routes, request).taken().map(RouteCandidate::route).orElseThrow());
        assertThat(MatchExplanation.of(routes, request).taken()).contains(next);
        looked++;
      }
    }
    assertThat(looked).isGreaterThan(100);
  }

  @Test
  void theNearestMissIsTheOneThatLacksLeast() {
    List<RouteSection> routes =
        List.of(
            section("host", "other.example.com", rule(RouteMatch.of(prefix("/a"), any()))),
            section("path", "shop.example.com", rule(RouteMatch.of(prefix("/b"), any()))),
            section("method", "shop.example.com", rule(RouteMatch.of(prefix("/a"), is("POST")))),
            section(
                "header",
                "shop.example.com",
                rule(
                    new RouteMatch(
                        prefix("/a"),
                        any(),
                        List.of(new FieldMatch("x-plan", new ValueMatch.Exact("gold"))),
                        List.of(),
                        List.of(),
                        List.of()))));
    MatchExplanation explained =
        MatchExplanation.of(
            routes,
            new DescribedRequest(
                "GET",
                "shop.example.com",
                "/a",
                "",
                Map.of("X-Plan", List.of("silver")),
                Optional.empty()));
    assertThat(explained.misses())
        .extracting(miss -> miss.candidate().route().route().name())
        .containsExactly("header", "method", "path", "host");
    assertThat(explained.misses().getFirst().failing())
        .singleElement()
        .extracting(Condition::text)
        .isEqualTo("header x-plan is \"gold\"");
    assertThat(explained.outcome())
        .isEqualTo(new RouteMatching.MethodNotAllowed(new java.util.TreeSet<>(List.of("POST"))));
  }

  private static RouteSection route(Random random, int number) {
    return route(random, number, 1 + random.nextInt(3));
  }

  private static RouteSection route(Random random, int number, int count) {
    List<RouteRule> rules = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<RouteMatch> matches = new ArrayList<>();
      for (int j = 0; j < 1 + random.nextInt(2); j++) {
        matches.add(
            new RouteMatch(
                pick(random, PATHS),
                random.nextInt(3) == 0 ? is(pick(random, List.of("GET", "POST"))) : any(),
                fields(random),
                fields(random),
                fields(random),
                random.nextInt(6) == 0 ? List.of("10.0.0.0/8") : List.of()));
      }
      rules.add(
          new RouteRule(
              "rule-" + i,
              matches,
              List.of(),
              new RouteAction.Respond(200, "text/plain", number + "-" + i),
              RoutePolicies.DEFAULT));
    }
    return new RouteSection(
        new ObjectKey(pick(random, List.of("shop", "crm")), "r" + number),
        random.nextInt(3),
        random.nextInt(3) - 1,
        random.nextBoolean()
            ? List.of(pick(random, HOSTS))
            : List.of(pick(random, HOSTS), pick(random, HOSTS)),
        rules);
  }

  private static List<FieldMatch> fields(Random random) {
    return random.nextInt(5) == 0 ? List.of(new FieldMatch("x", pick(random, VALUES))) : List.of();
  }

  private static MatchRequest request(Random random) {
    String value = pick(random, List.of("1", "x"));
    boolean has = random.nextBoolean();
    return new DescribedRequest(
        pick(random, List.of("GET", "POST", "PUT")),
        pick(random, List.of("shop.example.com", "eu.shop.example.com", "example.com", "x.org")),
        pick(random, List.of("/", "/a", "/a/b", "/a/b/c", "/ab", "/c/b")),
        random.nextBoolean() ? "x=" + value : "",
        has ? Map.of("x", List.of(value), "cookie", List.of("x=" + value)) : Map.of(),
        IpAddress.parse(random.nextBoolean() ? "10.1.2.3" : "192.0.2.1"));
  }

  private static RouteSection section(String name, String host, RouteRule rule) {
    return new RouteSection(
        new ObjectKey("shop", name), 0, 0, List.of(new HostPattern.Exact(host)), List.of(rule));
  }

  private static RouteRule rule(RouteMatch match) {
    return new RouteRule(
        "rule-0",
        List.of(match),
        List.of(),
        new RouteAction.Respond(200, "", ""),
        RoutePolicies.DEFAULT);
  }

  private static PathMatch prefix(String path) {
    return new PathMatch.Prefix(path);
  }

  private static MethodMatch any() {
    return new MethodMatch.Any();
  }

  private static MethodMatch is(String method) {
    return new MethodMatch.Is(method);
  }

  private static <T> T pick(Random random, List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
