package dev.sluice.matching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.matching.Overlap.Loss;
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
import dev.sluice.snapshot.RouteTimeouts;
import dev.sluice.snapshot.Timeout;
import dev.sluice.snapshot.ValueMatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is said to be never asked is never asked. */
final class OverlapTest {
  private static final String[] HOSTS = {"a.example", "*.example", "b.example", "*"};
  private static final String[] PREFIXES = {"/", "/a", "/a/b", "/ab", "/a/b/c"};
  private static final String[] GLOBS = {"/**", "/a/**", "/*", "/a/*", "/*/b", "/a*/**", "/**/b"};
  private static final String[] REGEXES = {
    "/.*", ".*", "/a(/.*)?", "/a.*", "/a/.+", "/a", "/(a|b)", "/a/b", "/[ab]/.*", "/a/b.*"
  };
  private static final String[] PATHS = {
    "/", "/a", "/a/", "/a/b", "/ab", "/b", "/a/b/c", "/b/b", "/ab/c", "/a/b/", "/c/d/b"
  };

  @Test
  void noRuleIsEverAskedForWhatItIsSaidToLose() {
    int losses = 0;
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      List<RouteSection> routes = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        routes.add(route(random, i));
      }
      Set<Overlap.Way> lost = new HashSet<>();
      Overlap.inputs(routes)
          .values()
          .forEach(input -> Overlap.of(input).forEach(loss -> lost.add(loss.loser())));
      losses += lost.size();
      RouteTable table = RouteTable.of(routes);
      for (int i = 0; i < 200; i++) {
        DescribedRequest request = request(random);
        if (table.match(request) instanceof RouteMatching.Matched matched) {
          Overlap.Way way = new Overlap.Way(matched.route(), matched.ruleIndex(), matched.match());
          assertThat(lost).as("seed %d, %s", seed, request).doesNotContain(way);
        }
      }
    }
    assertThat(losses).as("the routes overlap enough to try something").isGreaterThan(300);
  }

  @Test
  void thousandsOfRulesForOnePathAreCompared() {
    List<RouteRule> rules = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      rules.add(rule(i, List.of(path(new PathMatch.Glob("/" + "**/".repeat(100) + i)))));
    }
    rules.add(rule(5_000, List.of(path(new PathMatch.Prefix("/a")))));
    rules.add(rule(5_001, List.of(path(new PathMatch.Prefix("/a")))));
    RouteSection route =
        new RouteSection(new ObjectKey("shop", "all"), 0, 0, List.of(new HostPattern.Any()), rules);
    List<Loss> losses = new ArrayList<>();
    Overlap.inputs(List.of(route)).values().forEach(input -> losses.addAll(Overlap.of(input)));
    assertThat(losses).extracting(loss -> loss.loser().ruleIndex()).containsExactly(5_001);
  }

  private static RouteSection route(Random random, int index) {
    List<RouteRule> rules = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(3); i++) {
      RouteMatch match = match(random);
      rules.add(rule(i, random.nextBoolean() ? List.of(match) : List.of(match, match(random))));
    }
    String host = HOSTS[random.nextInt(HOSTS.length)];
    HostPattern pattern =
        host.equals("*")
            ? new HostPattern.Any()
            : host.startsWith("*.")
                ? new HostPattern.Wildcard(host.substring(2))
                : new HostPattern.Exact(host);
    return new RouteSection(
        new ObjectKey(random.nextBoolean() ? "x" : "y", "route-" + index),
        random.nextInt(3),
        random.nextInt(3) == 0 ? random.nextInt(3) : 0,
        List.of(pattern),
        rules);
  }

  private static RouteRule rule(int index, List<RouteMatch> matches) {
    return new RouteRule(
        "rule-" + index,
        matches.stream().distinct().toList(),
        List.of(),
        new RouteAction.Respond(200, "", ""),
        RoutePolicies.of(RouteTimeouts.ofRequest(Timeout.after(Duration.ofSeconds(1)))));
  }

  private static RouteMatch path(PathMatch path) {
    return RouteMatch.of(path, new MethodMatch.Any());
  }

  private static RouteMatch match(Random random) {
    PathMatch path =
        switch (random.nextInt(4)) {
          case 0 -> new PathMatch.Exact(pick(random, PATHS));
          case 1 -> new PathMatch.Prefix(pick(random, PREFIXES));
          case 2 -> new PathMatch.Glob(pick(random, GLOBS));
          default -> new PathMatch.Regex(pick(random, REGEXES));
        };
    List<FieldMatch> headers = new ArrayList<>();
    for (String name : List.of("p", "q")) {
      if (random.nextInt(4) == 0) {
        headers.add(new FieldMatch(name, value(random)));
      }
    }
    return new RouteMatch(
        path,
        random.nextInt(4) == 0 ? new MethodMatch.Is("GET") : new MethodMatch.Any(),
        headers,
        random.nextInt(6) == 0 ? List.of(new FieldMatch("z", value(random))) : List.of(),
        List.of(),
        random.nextInt(5) == 0
            ? List.of(pick(random, "10.0.0.0/8", "10.1.0.0/16", "192.168.0.1/32"))
            : List.of());
  }

  private static ValueMatch value(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> new ValueMatch.Present();
      case 1 -> new ValueMatch.Absent();
      case 2 -> new ValueMatch.Regex(pick(random, ".*", "v.*", "v1", ".+", "(v1|v2)"));
      default -> new ValueMatch.Exact(pick(random, "v1", "v2", ""));
    };
  }

  private static DescribedRequest request(Random random) {
    Map<String, List<String>> headers =
        random.nextBoolean()
            ? Map.of()
            : Map.of(pick(random, "p", "q"), List.of(pick(random, "v1", "v2", "", "w")));
    return new DescribedRequest(
        pick(random, "GET", "POST"),
        pick(random, "a.example", "b.example", "c.example", "other"),
        pick(random, PATHS),
        pick(random, "", "z=v1", "z=", "z=v2"),
        headers,
        random.nextBoolean()
            ? IpAddress.parse(pick(random, "10.1.2.3", "10.2.3.4", "192.168.0.1"))
            : Optional.empty());
  }

  private static String pick(Random random, String... of) {
    return Arrays.asList(of).get(random.nextInt(of.length));
  }
}
