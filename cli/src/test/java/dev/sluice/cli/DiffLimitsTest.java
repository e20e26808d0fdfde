package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A limit that lets more pass is told, however it comes to that; nothing else is. */
final class DiffLimitsTest {
  private static final String LIMIT =
      "{name: a, when: [{methods: [GET, POST]}], key: [{clientIP: {ipv4Prefix: 24}}, {header: X-A}],"
          + " limit: {requests: 100, per: 1m, burst: 20}, cost: {request: 2},"
          + " tiers: {by: {header: X-Plan}, values: {gold: {requests: 200, per: 1m, burst: 20}}},"
          + " store: Redis, onStoreFailure: Closed}";
  private static final String RESOURCES =
      """
      apiVersion: sluice.dev/v1alpha1
      kind: DataPlane
      metadata: {name: public, namespace: shop}
      spec: {default: true, redis: {address: "redis://redis.example.com:6379"}}
      ---
      apiVersion: sluice.dev/v1alpha1
      kind: ServiceBackend
      metadata: {name: orders, namespace: shop}
      spec: {target: {static: [{address: 127.0.0.1, port: 3001}]}}
      ---
      apiVersion: sluice.dev/v1alpha1
      kind: GatewayRoute
      metadata: {name: orders, namespace: shop}
      spec:
        hostnames: [shop.example.com]
        rules:
        - name: list
          matches: [{path: {value: /orders}}]
          backendRefs: [{name: orders}]
        - name: rest
          backendRefs: [{name: orders}]
      ---
      apiVersion: sluice.dev/v1alpha1
      kind: GatewayRoute
      metadata: {name: others, namespace: shop}
      spec:
        hostnames: [other.example.com]
        rules: [{name: all, backendRefs: [{name: orders}]}]
      ---
      apiVersion: sluice.dev/v1alpha1
      kind: RateLimitPolicy
      metadata: {name: fair, namespace: shop}
      spec:
        targetRefs: [{kind: GatewayRoute, name: orders}, {kind: GatewayRoute, name: others}]
        mode: Enforce
        limits:
        - %s
        - {name: b, limit: {requests: 10, per: 1s}}
        - {name: c, concurrency: {max: 5}}
        - {name: d, limit: {requests: 50, per: 1m}, cost: {request: 1, responseHeader: X-Cost}}
      """
          .formatted(LIMIT);

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // JUnit fills the field.
  DiffLimitsTest() {}

  private List<String> diff(String old, String now) throws IOException {
    Sluice.Said said = Sluice.run("diff", written("old", old), written("new", now));
    assertThat(said.err()).isEmpty();
    return said.out().lines().filter(line -> !line.matches("\\d+ changes?, .*")).toList();
  }

  private String written(String side, String yaml) throws IOException {
    Path folder = Files.createDirectories(directory.resolve(side));
    Files.writeString(folder.resolve("all.yaml"), yaml);
    return folder.toString();
  }

  private List<String> changed(String from, String to) throws IOException {
    assertThat(RESOURCES).contains(from);
    return diff(RESOURCES, RESOURCES.replace(from, to));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // What changes | into what | why it lets more pass
        "requests: 100, per: 1m | requests: 102, per: 1m | more may pass",
        "requests: 100, per: 1m, burst: 20 | requests: 100, per: 59s, burst: 20 | more may pass",
        "requests: 100, per: 1m, burst: 20 | requests: 6000, per: 1h | more may pass",
        "requests: 100, per: 1m, burst: 20 | requests: 50, per: 30s, burst: 20 | more may pass",
        "requests: 100, per: 1m, burst: 20 | requests: 110, per: 1m, burst: 20 | more may pass",
        "requests: 100, per: 1m, burst: 20 | requests: 100, per: 1m, burst: 22 | more may pass",
        "requests: 10, per: 1s} | requests: 10, per: 1s}, algorithm: TokenBucket | more may pass",
        "max: 5 | max: 6 | more may pass",
        "concurrency: {max: 5} | limit: {requests: 5, per: 1s} | more may pass",
        "cost: {request: 2} | cost: {request: 1} | more may pass",
        "request: 1, responseHeader: X-Cost | request: 1, responseHeader: X-Rows | another header says what answers cost",
        "request: 1, responseHeader: X-Cost | request: 0, responseHeader: X-Cost | requests cost less",
        "request: 1, responseHeader: X-Cost | request: 1 | what answers cost is not counted any more",
        "gold: {requests: 200, per: 1m, burst: 20} | gold: {requests: 300, per: 1m, burst: 20} | some may have more",
        "{gold: | {lead: {requests: 999, per: 1m}, gold: | some may have more",
        "header: X-Plan | header: X-Grade | something else says who may have more",
        "ipv4Prefix: 24 | ipv4Prefix: 32 | requests that shared a counter may have counters of their own",
        "{name: b, | {name: b, key: [{user: true}], | requests that shared a counter may have counters of their own",
        "{header: X-A}] | {claim: a}] | requests that shared a counter may have counters of their own",
        "{name: b, | {name: b, counterScope: Route, | each route lets as much pass",
        "methods: [GET, POST] | methods: [POST] | requests that it counted are not counted any more",
        "methods: [GET, POST] | methods: [GET, POST], path: {value: /orders} | requests that it counted are not counted any more",
        "{name: b, | {name: b, when: [{clientCIDRs: [10.0.0.0/8]}], | requests that it counted are not counted any more",
        "onStoreFailure: Closed | onStoreFailure: Open | everybody may pass while Redis is away",
        "onStoreFailure: Closed | onStoreFailure: LocalFallback | requests may pass while Redis is away",
        "store: Redis, onStoreFailure: Closed | store: Local | each replica lets as much pass",
        "store: Redis | lease: true, store: Redis | up to a tenth more may pass",
        "mode: Enforce | mode: Shadow | it refuses nobody any more",
        ", {kind: GatewayRoute, name: others}] | ] | something is not limited by it any more",
        "name: orders}, {kind: GatewayRoute | name: orders, sectionName: list}, {kind: GatewayRoute | something is not limited by it any more",
        "- {name: b, limit: {requests: 10, per: 1s}} | - {name: b, limit: {requests: 20, per: 1s}} | more may pass"
      })
  void whatLetsMorePassIsAWeakening(String from, String to, String why) throws IOException {
    assertThat(changed(from, to))
        .singleElement()
        .asString()
        .startsWith("weakening: RateLimitPolicy shop/fair: ")
        .endsWith(": " + why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "requests: 100, per: 1m, burst: 20 | requests: 99, per: 1m, burst: 20",
        "requests: 100, per: 1m, burst: 20 | requests: 100, per: 1h, burst: 20",
        "requests: 100, per: 1m, burst: 20 | requests: 50, per: 30s, burst: 10",
        "requests: 100, per: 1m, burst: 20 | requests: 120, per: 1m",
        "requests: 10, per: 1s} | requests: 10, per: 1s, burst: 1}, algorithm: TokenBucket",
        "cost: {request: 2} | cost: {request: 3}",
        "{name: b, limit: {requests: 10, per: 1s}} | {name: b, limit: {requests: 20, per: 1s}, cost: {request: 2}}",
        "max: 5 | max: 4",
        "gold: {requests: 200, per: 1m, burst: 20} | gold: {requests: 100, per: 1m, burst: 20}",
        "gold: {requests: 200 | free: {requests: 9, per: 1m}, gold: {requests: 200",
        "ipv4Prefix: 24 | ipv4Prefix: 16",
        ", {header: X-A}] | ]",
        "methods: [GET, POST] | methods: [GET, POST, PUT]",
        "when: [{methods: [GET, POST]}], | ",
        "onStoreFailure: Closed | onStoreFailure: Closed, lease: false",
        "{name: b, | {name: b, store: Cluster,",
        "name: others}] | name: others}, {kind: ServiceBackend, name: orders}]"
      })
  void whatLetsNoMorePassIsNone(String from, String to) throws IOException {
    String text = to == null ? "" : to;
    assertThat(changed(from, text)).noneMatch(line -> line.startsWith("weakening"));
  }

  @Test
  void namesAndOrderLetNoMorePass() throws IOException {
    assertThat(changed("methods: [GET, POST]", "methods: [POST, GET]"))
        .containsExactly("no change for traffic");
    assertThat(
            changed(
                "when: [{methods: [GET, POST]}]", "when: [{methods: [POST]}, {methods: [GET]}]"))
        .singleElement()
        .asString()
        .isEqualTo(
            "RateLimitPolicy shop/fair: limit a: counts: method GET or POST becomes method POST; or"
                + " method GET");
    assertThat(
            changed(
                "{clientIP: {ipv4Prefix: 24}}, {header: X-A}",
                "{header: X-A}, {clientIP: {ipv4Prefix: 24}}"))
        .containsExactly("no change for traffic");
    assertThat(changed("name: b,", "name: bb,"))
        .containsExactly("RateLimitPolicy shop/fair: limit bb is the new name of b");
    assertThat(changed("name: fair", "name: fairness"))
        .containsExactly("RateLimitPolicy shop/fairness: is the new name of shop/fair");
    assertThat(
            changed(
                "{kind: GatewayRoute, name: orders}, {kind: GatewayRoute, name: others}",
                "{kind: GatewayRoute, name: others}, {kind: GatewayRoute, name: orders}"))
        .containsExactly("no change for traffic");
  }

  @Test
  void aLimitFollowsItsRoute() throws IOException {
    assertThat(changed("name: others", "name: elsewhere"))
        .singleElement()
        .asString()
        .startsWith("RateLimitPolicy shop/fair: limits ")
        .doesNotContain("any more");
    String renamed =
        RESOURCES.replaceFirst("metadata: \\{name: others", "metadata: {name: elsewhere");
    assertThat(diffInSpite(RESOURCES, renamed))
        .anyMatch(
            line ->
                line.startsWith("weakening: ")
                    && line.endsWith(": something is not limited by it any more"));
  }

  /** The policy of the second names what is not there. */
  private List<String> diffInSpite(String old, String now) throws IOException {
    return Sluice.run("diff", written("old", old), written("new", now)).out().lines().toList();
  }

  @Test
  void aPolicyThatIsGoneIsMissedWhereNoneAsStrictIsMet() throws IOException {
    int policy = RESOURCES.lastIndexOf("---");
    String none = RESOURCES.substring(0, policy);
    assertThat(diff(RESOURCES, none))
        .singleElement()
        .asString()
        .startsWith("weakening: RateLimitPolicy shop/fair: is gone: ")
        .endsWith(": what it limited is not limited by it any more");
    String strict =
        RESOURCES
            .substring(policy)
            .replace("name: fair", "name: strict")
            .replace("requests: 10, per: 1s", "requests: 5, per: 1s");
    assertThat(diff(RESOURCES, none + strict))
        .anyMatch(line -> line.startsWith("RateLimitPolicy shop/fair: is gone: "))
        .noneMatch(line -> line.startsWith("weakening"));
    String loose = strict.replace("requests: 5, per: 1s", "requests: 50, per: 1s");
    assertThat(diff(RESOURCES, none + loose))
        .anyMatch(line -> line.startsWith("weakening: RateLimitPolicy shop/fair: is gone: "));
  }

  @Test
  void aPolicyWhoseRouteIsGoneIsNotMissed() throws IOException {
    String one = RESOURCES.replace("{kind: GatewayRoute, name: orders}, ", "");
    int route = one.indexOf("---", one.indexOf("name: list"));
    String none = one.substring(0, route) + one.substring(one.lastIndexOf("---"));
    assertThat(diffInSpite(one, none)).noneMatch(line -> line.startsWith("weakening"));
  }

  @Test
  void whatIsOnlyCountedLetsAllPassAnyway() throws IOException {
    String shadow = RESOURCES.replace("mode: Enforce", "mode: Shadow");
    assertThat(diff(shadow, shadow.replace("requests: 100,", "requests: 900,")))
        .singleElement()
        .asString()
        .startsWith("RateLimitPolicy shop/fair: limit a: ");
    assertThat(diff(shadow, RESOURCES)).noneMatch(line -> line.startsWith("weakening"));
    assertThat(diff(shadow, shadow.substring(0, shadow.lastIndexOf("---"))))
        .noneMatch(line -> line.startsWith("weakening"));
  }

  @Test
  void counterScopeOfOneRouteIsTheSame() throws IOException {
    String one = RESOURCES.replace(", {kind: GatewayRoute, name: others}]", "]");
    assertThat(diff(one, one.replace("{name: b,", "{name: b, counterScope: Route,")))
        .singleElement()
        .asString()
        .isEqualTo("RateLimitPolicy shop/fair: limit b: scope of counters: Policy becomes Route");
  }
}
