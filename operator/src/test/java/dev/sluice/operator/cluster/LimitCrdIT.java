package dev.sluice.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The definition of RateLimitPolicy as a real API server understands it. */
@ExtendWith(ApiServerExtension.class)
final class LimitCrdIT {
  /** Everything that may be said, and the example of the contract. */
  private static final String GOOD =
      """
      apiVersion: sluice.dev/v1alpha1
      kind: RateLimitPolicy
      metadata: {name: per-client}
      spec:
        targetRefs:
        - {kind: GatewayRoute, name: orders, sectionName: list}
        - {kind: GatewayRoute, name: orders, sectionName: rest}
        - {kind: DataPlane, name: public}
        mode: Enforce
        response: {statusCode: 503, headers: false}
        limits:
        - name: per-user
          when: [{methods: [POST], path: {type: PathPrefix, value: /orders}, headers: [{name: X-A, type: Present}], clientCIDRs: [10.0.0.0/8], claims: {plan: [gold]}}]
          key: [{user: true}, {clientIP: {ipv4Prefix: 24, ipv6Prefix: 48}}, {header: X-Key}, {claim: plan}]
          limit: {requests: 100, per: 1m, burst: 20}
          algorithm: SlidingWindow
          tiers: {by: {claim: plan}, values: {gold: {requests: 1000, per: 1m}}}
          cost: {request: 1, responseHeader: X-Cost}
          counterScope: Policy
          store: Local
          onStoreFailure: LocalFallback
        - {name: shared, limit: {requests: 0, per: 744h}, algorithm: TokenBucket, store: Redis, lease: true}
        - {name: at-once, concurrency: {max: 5}, key: [{tenant: true}, {apiKey: true}, {route: true}]}
      """;

  private final ApiServer cluster;
  private String namespace = "";

  LimitCrdIT(ApiServer cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void ownNamespace() {
    namespace = cluster.namespace("limits");
  }

  private ApiServer.KubectlResult apply(String yaml) {
    return cluster.kubectl(yaml, "apply", "--namespace=" + namespace, "--server-side", "-f", "-");
  }

  /** What is replaced by what, and a word of the refusal. */
  private record Broken(String piece, String replacement, String message) {
    @Override
    public String toString() {
      return replacement.isEmpty() ? "without " + piece : replacement;
    }
  }

  private static Stream<Broken> broken() {
    return Stream.of(
        new Broken("concurrency: {max: 5}, ", "", "exactly one of limit, concurrency"),
        new Broken(
            "concurrency: {max: 5}",
            "concurrency: {max: 5}, limit: {requests: 1, per: 1s}",
            "exactly one of limit, concurrency"),
        new Broken("{max: 5}", "{max: 0}", "concurrency.max"),
        new Broken("{max: 5}", "{max: 5}, algorithm: TokenBucket", "belong to limit"),
        new Broken("{max: 5}", "{max: 5}, cost: {request: 2}", "belong to limit"),
        new Broken("{max: 5}", "{max: 5}, store: Redis", "counted in each replica"),
        new Broken("per: 744h", "per: 745h", "per: out of range"),
        new Broken("per: 744h", "per: 999ms", "per: out of range"),
        new Broken("per: 744h", "per: 1d", "limit.per"),
        new Broken("requests: 100,", "requests: -1,", "limit.requests"),
        new Broken(
            "requests: 100, per: 1m, burst: 20", "requests: 100, per: 1m, burst: -1", "burst"),
        new Broken("requests: 1000, per: 1m", "requests: 1000, per: 1x", "values.gold.per"),
        new Broken("requests: 1000, per: 1m", "requests: 1000, per: 1000h", "per: out of range"),
        new Broken("requests: 0, per: 744h", "requests: 5, per: 1s, burst: 0", "no request would"),
        new Broken("requests: 0, per: 744h", "requests: 0, per: 1s, burst: 1", "refuses everybody"),
        new Broken("cost: {request: 1,", "cost: {request: 121,", "no request would ever pass"),
        new Broken(
            "{request: 1, responseHeader: X-Cost}", "{request: 0}", "nothing is ever counted"),
        new Broken(
            "{request: 1, responseHeader: X-Cost}", "{responseHeader: 'X C'}", "responseHeader"),
        new Broken("name: shared", "name: per-user", "each needs a name of its own"),
        new Broken("name: shared", "name: Shared", "limits[1].name"),
        new Broken("by: {claim: plan}", "by: {}", "exactly one of claim, header, apiKey"),
        new Broken(
            "by: {claim: plan}",
            "by: {claim: plan, header: X-Plan}",
            "exactly one of claim, header, apiKey"),
        new Broken("store: Redis, lease", "store: Cluster, lease", "takes quotas from Redis"),
        new Broken("store: Redis, lease", "lease", "takes quotas from Redis"),
        new Broken("store: Local", "store: Disk", "Unsupported value"),
        new Broken("onStoreFailure: LocalFallback", "onStoreFailure: Never", "Unsupported value"),
        new Broken("{user: true}", "{user: false}", "write true"),
        new Broken("{user: true}", "{}", "exactly one of clientIP"),
        new Broken("{user: true}", "{user: true, tenant: true}", "exactly one of clientIP"),
        new Broken("ipv4Prefix: 24", "ipv4Prefix: 33", "ipv4Prefix"),
        new Broken("ipv6Prefix: 48", "ipv6Prefix: 8", "ipv6Prefix"),
        new Broken("{header: X-Key}", "{header: 'X Key'}", "header"),
        new Broken("methods: [POST]", "methods: ['P T']", "methods"),
        new Broken("value: /orders}", "value: orders}", "value starts with /"),
        new Broken("kind: DataPlane, name: public", "kind: ServiceBackend, name: a", "path means"),
        new Broken("kind: DataPlane", "kind: Gateway", "Unsupported value"),
        new Broken("name: public", "name: public, sectionName: a", "names a rule"),
        new Broken("sectionName: rest", "sectionName: list", "each names another target"),
        new Broken("statusCode: 503", "statusCode: 200", "response.statusCode"),
        new Broken("mode: Enforce", "mode: DryRun", "Unsupported value"));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void brokenPoliciesAreRefusedWithTheReason(Broken broken) {
    assertThat(GOOD).contains(broken.piece);
    ApiServer.KubectlResult result = apply(GOOD.replace(broken.piece, broken.replacement));
    assertThat(result.output()).doesNotContain("serverside-applied").contains(broken.message);
  }

  @Test
  void goodPoliciesAreTakenAndFoundByTheirShortName() {
    assertThat(apply(GOOD).output()).contains("serverside-applied");
    assertThat(cluster.kubectl("", "get", "rlp", "--namespace=" + namespace, "-o", "name").output())
        .contains("ratelimitpolicy.sluice.dev/per-client");
  }
}
