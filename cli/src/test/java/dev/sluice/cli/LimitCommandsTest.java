package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands say of policies of limits. */
final class LimitCommandsTest {
  private static final String RESOURCES =
      """
      apiVersion: sluice.dev/v1alpha1
      kind: ServiceBackend
      metadata: {name: orders}
      spec: {target: {static: [{address: 127.0.0.1, port: 3001}]}}
      ---
      apiVersion: sluice.dev/v1alpha1
      kind: GatewayRoute
      metadata: {name: orders}
      spec:
        hostnames: [shop.example.com]
        rules:
        - name: list
          matches: [{path: {value: /orders}}]
          backendRefs: [{name: orders}]
      ---
      apiVersion: sluice.dev/v1alpha1
      kind: RateLimitPolicy
      metadata: {name: writes}
      spec:
        targetRefs: [{kind: GatewayRoute, name: orders, sectionName: list}, {kind: DataPlane, name: default}]
        limits:
        - name: posts
          when: [{methods: [POST, PUT], headers: [{name: X-Batch, type: Absent}]}]
          key: [{clientIP: {ipv4Prefix: 24}}, {header: X-Key}]
          limit: {requests: 100, per: 1m, burst: 20}
          tiers: {by: {header: X-Plan}, values: {gold: {requests: 1000, per: 1m}}}
          cost: {request: 2, responseHeader: X-Cost}
          counterScope: Route
        - name: free
          when: [{claims: {plan: [free]}}]
          limit: {requests: 5, per: 24h}
          algorithm: TokenBucket
      ---
      apiVersion: sluice.dev/v1alpha1
      kind: RateLimitPolicy
      metadata: {name: ceiling}
      spec:
        targetRefs: [{kind: ServiceBackend, name: orders}]
        mode: Shadow
        limits: [{name: at-once, concurrency: {max: 50}}]
      """;

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // JUnit fills the field.
  LimitCommandsTest() {}

  private String written(String side, String yaml) throws IOException {
    Path folder = Files.createDirectories(directory.resolve(side));
    Files.writeString(folder.resolve("all.yaml"), yaml);
    return folder.toString();
  }

  @Test
  void explainSaysWhichLimitsARequestMeetsAndWhatOfThem() throws IOException {
    Sluice.Said said =
        Sluice.run("explain", written("a", RESOURCES), "POST", "http://shop.example.com/orders/7");
    assertThat(said.exit()).as(said.toString()).isZero();
    assertThat(said.out())
        .contains(
            "default/writes/posts: 100 per 1m, burst 20 (",
            "tiers: gold 1000 per 1m (by header x-plan)",
            "this request's tier: none, for header x-plan names none: 100 per 1m, burst 20",
            "cost: 2 and what x-cost says",
            "key: client network /24 or /64, header x-key, for each route; store: Local",
            "default/writes/free: 5 per 24h, bucket of 5",
            "if claim plan is free",
            "default/ceiling/at-once: 50 at a time, only counted (Shadow) (ServiceBackend"
                + " default/orders)",
            "if it goes to default/orders",
            "key: one counter for all; store: Local")
        .containsOnlyOnce("default/writes/posts: ");
  }

  @Test
  void explainSaysWhyALimitDoesNotCountARequest() throws IOException {
    String files = written("a", RESOURCES);
    assertThat(Sluice.run("explain", files, "GET", "http://shop.example.com/orders").out())
        .contains("does not count this: method is GET, wanted: method POST or PUT")
        .doesNotContain("for each route");
    assertThat(
            Sluice.run(
                    "explain",
                    files,
                    "PUT",
                    "http://shop.example.com/orders",
                    "-H",
                    "X-Batch: 1",
                    "-o",
                    "json")
                .out())
        .contains("\"whyNot\" : [ \"header x-batch is", "\"applies\" : false");
  }

  @Test
  void explainSaysTheSameInTextAndInJson() throws IOException {
    String files =
        written(
            "a",
            RESOURCES
                .replace(
                    "{requests: 5, per: 24h}\n", "{requests: 5, per: 24h}\n    store: Cluster\n")
                .replace(
                    "  - name: free\n",
                    "  - {name: shared, store: Redis, limit: {requests: 9, per: 1s}}\n  - name: free\n"));
    String[] ask = {
      "explain", files, "POST", "http://shop.example.com/orders", "-H", "X-Plan: gold"
    };
    String text = Sluice.run(ask).out();
    String[] asJson = Arrays.copyOf(ask, ask.length + 2);
    asJson[ask.length] = "-o";
    asJson[ask.length + 1] = "json";
    JsonNode limits =
        JsonMapper.builder()
            .build()
            .readTree(Sluice.run(asJson).out())
            .at("/explanations/0/taken/limits");
    assertThat(limits).hasSize(4);
    for (JsonNode limit : limits) {
      String name =
          limit.at("/policy/namespace").asText()
              + "/"
              + limit.at("/policy/name").asText()
              + "/"
              + limit.path("name").asText();
      int begin = text.indexOf(name + ": " + limit.path("amount").asText());
      assertThat(begin).as(name).isPositive();
      int end = text.indexOf("\n" + " ".repeat(13) + "default/", begin);
      String told = text.substring(begin, end < 0 ? text.length() : end);
      assertThat(told)
          .contains(
              "(" + limit.path("target").asText() + ")",
              "key: " + limit.path("key").asText(),
              "store: " + limit.path("store").asText());
      for (String field : List.of("tiers", "tier", "cost")) {
        String value = limit.path(field).asText();
        assertThat(told).contains(value.isEmpty() ? "" : ": " + value);
      }
      limit.path("notes").forEach(note -> assertThat(told).contains(note.asText()));
      limit.path("provided").forEach(each -> assertThat(told).contains("if " + each.asText()));
      assertThat(told.contains("for each route"))
          .isEqualTo(limit.path("counterScope").asText().equals("Route"));
      assertThat(told.contains("(Shadow)")).isEqualTo(limit.path("mode").asText().equals("Shadow"));
    }
    assertThat(text)
        .contains(
            "this request's tier: gold, 1000 per 1m, for header x-plan says so",
            "store: Cluster (sluice run is one replica: it counts alone, with the whole limit)",
            "store: Redis, without it LocalFallback (DataPlane default/default has no Redis that can"
                + " be used: always as without it)");
  }

  @Test
  void copiesAreNotCountedAtTheBackendThatGetsThem() throws IOException {
    String mirrored =
        RESOURCES.replace(
                "    backendRefs: [{name: orders}]\n",
                "    backendRefs: [{name: spare}]\n"
                    + "    filters: [{type: RequestMirror, requestMirror: {backendRef: {name:"
                    + " orders}}}]\n")
            + "---\n"
            + RESOURCES
                .substring(0, RESOURCES.indexOf("---"))
                .replace("name: orders", "name: spare");
    assertThat(
            Sluice.run("explain", written("a", mirrored), "GET", "http://shop.example.com/orders")
                .out())
        .contains("spare", "default/writes/posts")
        .doesNotContain("at-once");
  }

  @Test
  void routesNamesTheLimitsOfARule() throws IOException {
    assertThat(Sluice.run("routes", written("a", RESOURCES), "-o", "wide").out())
        .contains(
            "LIMITS",
            "default/ceiling/at-once 50 at a time; default/writes/posts 100 per 1m, burst 20;"
                + " default/writes/free 5 per 24h, bucket of 5");
  }

  private void diffSays(String from, String to, String line) throws IOException {
    assertThat(RESOURCES).contains(from);
    Sluice.Said said =
        Sluice.run("diff", written("old", RESOURCES), written("new", RESOURCES.replace(from, to)));
    assertThat(said.out().lines().findFirst().orElse("")).as(said.toString()).isEqualTo(line);
    assertThat(said.out().lines()).as(said.toString()).hasSize(2);
  }

  @Test
  void diffTellsALimitThatChangedInWords() throws IOException {
    String policy = "RateLimitPolicy default/writes: ";
    diffSays(
        "requests: 100, per: 1m, burst: 20",
        "requests: 50, per: 1m, burst: 20",
        policy + "limit posts: 100 per 1m, burst 20 becomes 50 per 1m, burst 20");
    diffSays(
        "requests: 100, per: 1m, burst: 20",
        "requests: 100, per: 30s, burst: 20",
        "weakening: "
            + policy
            + "limit posts: 100 per 1m, burst 20 becomes 100 per 30s, burst 20: more may pass");
    diffSays(
        "{clientIP: {ipv4Prefix: 24}}, {header: X-Key}",
        "{clientIP: {}}",
        "weakening: "
            + policy
            + "limit posts: key: client network /24 or /64, header x-key becomes client network /32"
            + " or /64: requests that shared a counter may have counters of their own");
    diffSays(
        "mode: Shadow",
        "mode: Enforce",
        "RateLimitPolicy default/ceiling: is enforced (was only counted)");
    diffSays(
        "kind: GatewayRoute, name: orders, sectionName: list}, {",
        "",
        policy
            + "limits DataPlane default/default (was DataPlane default/default, GatewayRoute"
            + " default/orders rule list)");
  }

  @Test
  void diffTellsPoliciesThatComeAndGo() throws IOException {
    String none = RESOURCES.substring(0, RESOURCES.lastIndexOf("---"));
    String is = "RateLimitPolicy default/ceiling: is ";
    String what = "ServiceBackend default/orders may have at-once 50 at a time (only counted)";
    assertThat(Sluice.run("diff", written("old", none), written("new", RESOURCES)).out())
        .startsWith(is + "new: " + what);
    assertThat(Sluice.run("diff", written("old", RESOURCES), written("new", none)).out())
        .startsWith(is + "gone: " + what);
  }

  @Test
  void validateNamesThePlaceOfAMistake() throws IOException {
    Sluice.Said said =
        Sluice.run(
            "validate",
            written("a", RESOURCES.replace("name: orders, sectionName: list", "name: oders")));
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.out() + said.err())
        .contains("RateLimitPolicy/writes", "spec.targetRefs[0].name", "did you mean orders?");
    Sluice.Said schema =
        Sluice.run("validate", written("b", RESOURCES.replace("burst: 20", "brst: 20")));
    assertThat(schema.exit()).isEqualTo(1);
    assertThat(schema.out() + schema.err()).contains("brst: unknown field; did you mean burst?");
  }
}
