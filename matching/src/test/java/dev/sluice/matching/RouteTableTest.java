package dev.sluice.matching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.matching.RouteMatching.Matched;
import dev.sluice.matching.RouteMatching.MethodNotAllowed;
import dev.sluice.matching.RouteMatching.NotFound;
import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PathMatch;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RouteMatch;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class RouteTableTest {
  @Test
  void anExactHostBeatsAWildcardBeatsAny() {
    RouteTable table =
        RouteTable.of(
            List.of(
                route("any", List.of("*"), "/"),
                route("wide", List.of("*.com"), "/"),
                route("narrow", List.of("*.example.com"), "/"),
                route("exact", List.of("shop.example.com"), "/")));
    assertThat(winner(table, "shop.example.com", "/")).isEqualTo("exact");
    assertThat(winner(table, "a.b.example.com", "/")).isEqualTo("narrow");
    assertThat(winner(table, "example.com", "/")).isEqualTo("wide");
    assertThat(winner(table, "notexample.com", "/")).isEqualTo("wide");
    assertThat(winner(table, "com", "/")).isEqualTo("any");
    assertThat(winner(table, "10.0.0.7", "/")).isEqualTo("any");
  }

  @Test
  void aMoreSpecificHostDoesNotHideRulesOfOthers() {
    RouteTable table =
        RouteTable.of(
            List.of(
                route("exact", List.of("shop.example.com"), "/orders"),
                route("wild", List.of("*.example.com"), "=/orders/7", "/carts"),
                route("any", List.of("*"), "/health")));
    assertThat(winner(table, "shop.example.com", "/orders/7")).isEqualTo("exact");
    assertThat(winner(table, "shop.example.com", "/carts")).isEqualTo("wild");
    assertThat(winner(table, "shop.example.com", "/health")).isEqualTo("any");
    assertThat(table.match(DescribedRequest.of("GET", "shop.example.com", "/x")))
        .isEqualTo(new NotFound());
  }

  @Test
  void prefixesHoldForWholeSegments() {
    RouteTable table = RouteTable.of(List.of(route("orders", List.of("*"), "/orders")));
    assertThat(winner(table, "h", "/orders")).isEqualTo("orders");
    assertThat(winner(table, "h", "/orders/")).isEqualTo("orders");
    assertThat(winner(table, "h", "/orders/7")).isEqualTo("orders");
    assertThat(table.match(DescribedRequest.of("GET", "h", "/ordersx"))).isEqualTo(new NotFound());
    assertThat(table.match(DescribedRequest.of("GET", "h", "/order"))).isEqualTo(new NotFound());
    assertThat(table.match(DescribedRequest.of("GET", "h", "/"))).isEqualTo(new NotFound());
  }

  @Test
  void anExactPathBeatsTheLongestPrefix() {
    RouteTable table =
        RouteTable.of(
            List.of(
                route("root", List.of("*"), "/"),
                route("short", List.of("*"), "/a"),
                route("long", List.of("*"), "/a/b"),
                route("exact", List.of("*"), "=/a/b")));
    assertThat(winner(table, "h", "/a/b")).isEqualTo("exact");
    assertThat(winner(table, "h", "/a/b/")).isEqualTo("long");
    assertThat(winner(table, "h", "/a/bc")).isEqualTo("short");
    assertThat(winner(table, "h", "/b")).isEqualTo("root");
  }

  @Test
  void aMethodBeatsAnyMethodOnlyOnTheSamePath() {
    RouteTable table =
        RouteTable.of(
            List.of(
                route("any", List.of("*"), "/a/b"),
                route("get", List.of("*"), "GET /a/b"),
                route("post", List.of("*"), "POST /a")));
    assertThat(winner(table, "h", "/a/b", "GET")).isEqualTo("get");
    assertThat(winner(table, "h", "/a/b", "POST")).isEqualTo("any");
    assertThat(winner(table, "h", "/a/c", "POST")).isEqualTo("post");
  }

  @Test
  void theMethodsThatWouldHoldAreTold() {
    RouteTable table =
        RouteTable.of(
            List.of(
                route("a", List.of("*"), "GET /a"),
                route("b", List.of("*.example.com"), "PUT /a/b"),
                route("c", List.of("*"), "DELETE =/a/b"),
                route("d", List.of("other.example.com"), "PATCH /a/b")));
    assertThat(table.match(DescribedRequest.of("POST", "x.example.com", "/a/b")))
        .isEqualTo(new MethodNotAllowed(new TreeSet<>(List.of("DELETE", "GET", "HEAD", "PUT"))));
    assertThat(table.match(DescribedRequest.of("POST", "x.example.com", "/b")))
        .isEqualTo(new NotFound());
    assertThat(table.match(DescribedRequest.of("get", "x.example.com", "/a")))
        .isEqualTo(new MethodNotAllowed(new TreeSet<>(List.of("GET", "HEAD"))));
  }

  private static String head(RouteTable table, String path) {
    return ((Matched) table.match(DescribedRequest.of("HEAD", "h", path))).route().route().name();
  }

  @Test
  void whatIsForGetIsForHeadToo() {
    RouteTable table =
        RouteTable.of(
            List.of(
                route("public", 1, List.of("*"), "/"),
                route("protected", 2, List.of("*"), "GET /admin"),
                route("elsewhere", 3, List.of("*"), "HEAD /")));
    assertThat(head(table, "/admin/x")).isEqualTo("protected");
    assertThat(head(table, "/x")).isEqualTo("elsewhere");
    assertThat(winner(table, "h", "/x")).isEqualTo("public");
  }

  @Test
  void whatSaysHeadIsAskedBeforeWhatSaysGetIfItIsAsSpecific() {
    RouteTable table =
        RouteTable.of(
            List.of(
                route("get", 1, List.of("*"), "GET /a", "GET /b/c"),
                route("head", 2, List.of("*"), "HEAD /a", "HEAD /b")));
    assertThat(head(table, "/a")).isEqualTo("head");
    assertThat(winner(table, "h", "/a")).isEqualTo("get");
    assertThat(head(table, "/b/c")).isEqualTo("get");
    assertThat(head(table, "/b")).isEqualTo("head");
  }

  @Test
  void headFollowsGetWhereMethodsAreIndexed() {
    String[] many =
        java.util.stream.Stream.of("GET", "POST", "PUT", "PATCH", "DELETE", "QUERY", "A", "B", "C")
            .map(method -> method + " /a")
            .toArray(String[]::new);
    RouteTable table =
        RouteTable.of(
            List.of(route("many", 1, List.of("*"), many), route("all", 2, List.of("*"), "/a")));
    assertThat(head(table, "/a")).isEqualTo("many");
    assertThat(((Matched) table.match(DescribedRequest.of("HEAD", "h", "/a"))).ruleIndex())
        .isZero();
  }

  @Test
  void theOlderRouteThenTheNameThenTheEarlierRuleWins() {
    RouteSection young = route("a", 20, List.of("*"), "/x", "/y", "/y");
    RouteSection old = route("b", 10, List.of("*"), "/x");
    RouteSection twin = route("c", 20, List.of("*"), "/y");
    RouteTable table = RouteTable.of(List.of(twin, young, old));
    assertThat(winner(table, "h", "/x")).isEqualTo("b");
    assertThat(table.match(DescribedRequest.of("GET", "h", "/y")))
        .isEqualTo(
            new Matched(young, young.rules().get(1), 1, young.rules().get(1).matches().getFirst()));
  }

  @Test
  void anEmptyTableFindsNothing() {
    assertThat(RouteTable.of(List.of()).match(DescribedRequest.of("GET", "h", "/")))
        .isEqualTo(new NotFound());
  }

  private static String winner(RouteTable table, String host, String path) {
    return winner(table, host, path, "GET");
  }

  private static String winner(RouteTable table, String host, String path, String method) {
    assertThat(table.match(DescribedRequest.of(method, host, path))).isInstanceOf(Matched.class);
    return ((Matched) table.match(DescribedRequest.of(method, host, path))).route().route().name();
  }

  private static RouteSection route(String name, List<String> hosts, String... rules) {
    return route(name, 0, hosts, rules);
  }

  /** Rules are written {@code [METHOD ][=]/path}, with {@code =} for an exact path. */
  private static RouteSection route(
      String name, long created, List<String> hosts, String... rules) {
    List<RouteRule> compiled = new ArrayList<>();
    for (String rule : rules) {
      int space = rule.indexOf(' ');
      String path = rule.substring(space + 1);
      RouteMatch match =
          RouteMatch.of(
              path.startsWith("=")
                  ? new PathMatch.Exact(path.substring(1))
                  : new PathMatch.Prefix(path),
              space < 0 ? new MethodMatch.Any() : new MethodMatch.Is(rule.substring(0, space)));
      compiled.add(
          new RouteRule(
              "rule-" + compiled.size(),
              List.of(match),
              List.of(),
              new RouteAction.Respond(200, "", ""),
              RoutePolicies.DEFAULT));
    }
    List<HostPattern> patterns =
        hosts.stream()
            .map(host -> ((WrittenHost.Pattern) WrittenHost.parse(host)).pattern())
            .toList();
    return new RouteSection(new ObjectKey("ns", name), created, 0, patterns, compiled);
  }
}
