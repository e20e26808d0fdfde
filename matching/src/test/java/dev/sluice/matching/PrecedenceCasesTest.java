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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The cases of {@code docs/precedence.md}, line by line. */
final class PrecedenceCasesTest {
  private static final PathMatch A = new PathMatch.Prefix("/a");

  @Test
  void hostBeforePathAndNothingIsHidden() {
    List<RouteSection> routes =
        List.of(
            route("exact").on("shop.example.com").match(new PathMatch.Prefix("/")),
            route("wide").on("*.example.com").match(new PathMatch.Exact("/a/b")));
    assertThat(winner("shop.example.com", "/a/b", routes)).isEqualTo("exact");
    assertThat(
            winner(
                "shop.example.com",
                "/c",
                List.of(
                    route("exact").on("shop.example.com").match(A),
                    route("wide").on("*.example.com").match(new PathMatch.Prefix("/c")))))
        .isEqualTo("wide");
    assertThat(
            winner(
                "a.b.example.com",
                "/",
                List.of(
                    route("short").on("*.example.com").match(new PathMatch.Prefix("/")),
                    route("long").on("*.b.example.com").match(new PathMatch.Prefix("/")))))
        .isEqualTo("long");
  }

  @Test
  void pathsByTypeThenByLength() {
    RouteSection prefix = route("prefix").match(new PathMatch.Prefix("/a/b"));
    RouteSection glob = route("glob").match(new PathMatch.Glob("/a/*"));
    RouteSection regex = route("regex").match(new PathMatch.Regex("/a/.*"));
    RouteSection exact = route("exact").match(new PathMatch.Exact("/a/b"));
    assertThat(winner("h", "/a/b", List.of(prefix, glob, regex, exact))).isEqualTo("exact");
    assertThat(winner("h", "/a/b", List.of(prefix, glob, regex))).isEqualTo("regex");
    assertThat(winner("h", "/a/b", List.of(prefix, glob))).isEqualTo("glob");
    RouteSection anything = route("anything").match(new PathMatch.Regex("/.*"));
    assertThat(winner("h", "/a/b", List.of(prefix, anything))).isEqualTo("anything");
    RouteSection longer = route("longer").match(new PathMatch.Regex("/a/[a-z]+"));
    assertThat(winner("h", "/a/b", List.of(regex, longer))).isEqualTo("longer");
    RouteSection many = route("a-many").match(new PathMatch.Glob("/a/**"));
    assertThat(winner("h", "/a/b", List.of(many, glob))).isEqualTo("glob");
    RouteSection method = route("method").match(A, "GET", 0, 0, 0);
    assertThat(winner("h", "/a/b/c", List.of(method, prefix))).isEqualTo("prefix");
  }

  @Test
  void methodHeadersQueryCookiesClient() {
    RouteSection method = route("method").match(A, "GET", 0, 0, 0);
    RouteSection two = route("two").match(A, "", 2, 0, 0);
    RouteSection one = route("one").match(A, "", 1, 3, 0);
    RouteSection query = route("query").match(A, "", 0, 1, 0);
    RouteSection cookies = route("cookies").match(A, "", 0, 0, 2);
    RouteSection client =
        route("client")
            .match(
                new RouteMatch(
                    A,
                    new MethodMatch.Any(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of("10.0.0.0/8")));
    assertThat(winner("h", "/a", List.of(method, two))).isEqualTo("method");
    assertThat(winner("h", "/a", List.of(two, one))).isEqualTo("two");
    assertThat(winner("h", "/a", List.of(query, cookies))).isEqualTo("query");
    assertThat(winner("h", "/a", List.of(client, cookies))).isEqualTo("cookies");
    assertThat(winner("h", "/a", List.of(client, route("bare").match(A)))).isEqualTo("client");
  }

  @Test
  void ageThenName() {
    assertThat(
            winner("h", "/a", List.of(route("a-young").created(2).match(A), route("old").match(A))))
        .isEqualTo("old");
    assertThat(winner("h", "/a", List.of(route("b").match(A), route("a").match(A)))).isEqualTo("a");
  }

  @Test
  void priorityWithinANamespaceOnly() {
    RouteSection low = route("low").match(new PathMatch.Exact("/a"));
    RouteSection high = route("high").priority(1).match(new PathMatch.Prefix("/"));
    assertThat(winner("h", "/a", List.of(low, high))).isEqualTo("high");
    RouteSection theirs = route("theirs").of("blue").match(new PathMatch.Exact("/a"));
    RouteSection ours = route("ours").priority(1_000).match(new PathMatch.Prefix("/"));
    assertThat(winner("h", "/a", List.of(theirs, ours))).isEqualTo("theirs");
    RouteSection fallback = route("fallback").priority(-100).match(new PathMatch.Exact("/a"));
    assertThat(winner("h", "/a", List.of(fallback, route("usual").match(A)))).isEqualTo("usual");
    assertThat(winner("h", "/a", List.of(fallback))).isEqualTo("fallback");
  }

  /** The route that the note in docs/decisions speaks of: pairwise, these would run in a circle. */
  @Test
  void noCircles() {
    RouteSection broad = route("broad").priority(1).match(new PathMatch.Prefix("/"));
    RouteSection exact = route("exact").match(new PathMatch.Exact("/a"));
    RouteSection blue = route("blue").of("blue").match(new PathMatch.Glob("/*"));
    for (List<RouteSection> order :
        List.of(List.of(broad, exact, blue), List.of(blue, exact, broad))) {
      assertThat(winner("h", "/a", order)).isEqualTo("broad");
      assertThat(winner("h", "/b", order)).isEqualTo("blue");
    }
  }

  @Test
  void onlyTheMethodIsMissing() {
    RouteTable table = RouteTable.of(List.of(route("get").match(A, "GET", 0, 0, 0)));
    assertThat(table.match(DescribedRequest.of("POST", "h", "/a")))
        .isEqualTo(new RouteMatching.MethodNotAllowed(new TreeSet<>(List.of("GET", "HEAD"))));
  }

  private static String winner(String host, String path, List<RouteSection> routes) {
    RouteMatching matching =
        RouteTable.of(routes)
            .match(
                new DescribedRequest(
                    "GET",
                    host,
                    path,
                    "q0=1&q1=1&q2=1",
                    Map.of("h0", List.of("1"), "h1", List.of("1"), "cookie", List.of("c0=1; c1=1")),
                    IpAddress.parse("10.0.0.1")));
    assertThat(matching).isInstanceOf(RouteMatching.Matched.class);
    return ((RouteMatching.Matched) matching).route().route().name();
  }

  private static Draft route(String name) {
    return new Draft("red", name, 1, 0, "*");
  }

  /** A route without its one rule. */
  private record Draft(String namespace, String name, long created, int priority, String host) {
    Draft on(String other) {
      return new Draft(namespace, name, created, priority, other);
    }

    Draft of(String other) {
      return new Draft(other, name, created, priority, host);
    }

    Draft created(long other) {
      return new Draft(namespace, name, other, priority, host);
    }

    Draft priority(int other) {
      return new Draft(namespace, name, created, other, host);
    }

    RouteSection match(PathMatch path) {
      return match(RouteMatch.of(path, new MethodMatch.Any()));
    }

    RouteSection match(PathMatch path, String method, int headers, int params, int cookies) {
      return match(
          new RouteMatch(
              path,
              method.isEmpty() ? new MethodMatch.Any() : new MethodMatch.Is(method),
              fields("h", headers),
              fields("q", params),
              fields("c", cookies),
              List.of()));
    }

    RouteSection match(RouteMatch match) {
      HostPattern pattern = ((WrittenHost.Pattern) WrittenHost.parse(host)).pattern();
      RouteRule rule =
          new RouteRule(
              "rule-0",
              List.of(match),
              List.of(),
              new RouteAction.Respond(200, "", ""),
              RoutePolicies.DEFAULT);
      return new RouteSection(
          new ObjectKey(namespace, name), created, priority, List.of(pattern), List.of(rule));
    }

    private static List<FieldMatch> fields(String prefix, int count) {
      return IntStream.range(0, count)
          .mapToObj(i -> new FieldMatch(prefix + i, new ValueMatch.Exact("1")))
          .toList();
    }
  }

  @Test
  void optionalClientsAreNoClients() {
    RouteSection client =
        route("client")
            .match(
                new RouteMatch(
                    A,
                    new MethodMatch.Any(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of("0.0.0.0/0")));
    DescribedRequest unknown =
        new DescribedRequest("GET", "h", "/a", "", Map.of(), Optional.empty());
    assertThat(RouteTable.of(List.of(client)).match(unknown))
        .isEqualTo(new RouteMatching.NotFound());
  }
}
