package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiffTest {
  private static final String BACKENDS =
      """
      apiVersion: sluice.dev/v1alpha1
      kind: ServiceBackend
      metadata: {name: orders, namespace: shop}
      spec:
        target: {static: [{address: 127.0.0.1, port: 3001}]}
      ---
      apiVersion: sluice.dev/v1alpha1
      kind: ServiceBackend
      metadata: {name: orders-v2, namespace: shop}
      spec:
        target: {static: [{address: 127.0.0.1, port: 3002}]}
      """;
  private static final String ROUTE =
      """
      apiVersion: sluice.dev/v1alpha1
      kind: GatewayRoute
      metadata: {name: orders, namespace: shop}
      spec:
        hostnames: [shop.example.com]
        rules:
        - name: list
          matches:
          - path: {type: PathPrefix, value: /orders}
            method: GET
          backendRefs: [{name: orders}]
        - name: about
          matches: [{path: {type: Exact, value: /about}}]
          backendRefs: [{name: orders}]
      """;
  private static final String PLANE =
      """
      apiVersion: sluice.dev/v1alpha1
      kind: DataPlane
      metadata: {name: public, namespace: sluice-system}
      spec:
        default: true
        allowedRoutes: {namespaces: {from: All}}
        clientAddress: {trustedHops: 1}
        listeners: [{name: http, port: 8080, protocol: HTTP}]
      """;

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // JUnit fills the field.
  DiffTest() {}

  private Sluice.Said diff(String before, String now, String... more) throws IOException {
    String[] all = new String[more.length + 3];
    all[0] = "diff";
    all[1] = written("old", before);
    all[2] = written("new", now);
    System.arraycopy(more, 0, all, 3, more.length);
    return Sluice.run(all);
  }

  private String written(String side, String yaml) throws IOException {
    Path folder = Files.createDirectories(directory.resolve(side));
    Files.writeString(folder.resolve("all.yaml"), yaml);
    return folder.toString();
  }

  private void changes(String before, String now, String... lines) throws IOException {
    Sluice.Said said = diff(before, now);
    List<String> expected =
        Stream.concat(
                Arrays.stream(lines),
                Stream.of(
                    Counted.of(lines.length, "change")
                        + ", "
                        + Counted.of(
                            Arrays.stream(lines)
                                .filter(line -> line.startsWith("weakening: "))
                                .count(),
                            "weakening")))
            .toList();
    assertThat(said.out().lines()).as(said.toString()).containsExactlyElementsOf(expected);
    assertThat(said.exit()).isEqualTo(1);
  }

  private void noChange(String before, String now) throws IOException {
    Sluice.Said said = diff(before, now);
    assertThat(said.out().strip()).isEqualTo("no change for traffic");
    assertThat(said.exit()).isZero();
  }

  @Test
  void aCanaryIsToldInPercent() throws IOException {
    changes(
        BACKENDS + "---\n" + ROUTE,
        BACKENDS
            + "---\n"
            + ROUTE.replaceFirst(
                "backendRefs: \\[\\{name: orders}]",
                "backendRefs: [{name: orders, weight: 90}, {name: orders-v2, weight: 10}]"),
        "GET shop.example.com/orders/** now goes 10 % to orders-v2, 90 % to orders"
            + " (was 100 % to orders)");
  }

  @Test
  void reorderingCommentsRenamingAndMovingAreNoChange() throws IOException {
    String before = BACKENDS + "---\n" + ROUTE;
    noChange(before, before);
    noChange(before, "# a comment\n" + ROUTE + "---\n" + BACKENDS);
    noChange(before, before.replace("name: list", "name: orders-list"));
    noChange(
        before,
        BACKENDS
            + """
            ---
            apiVersion: sluice.dev/v1alpha1
            kind: GatewayRoute
            metadata: {name: two, namespace: shop}
            spec:
              hostnames: [SHOP.example.com]
              timeouts: {request: 60s}
              rules:
              - matches: [{path: {type: Exact, value: /about}}]
                backendRefs: [{name: orders, weight: 5}]
            ---
            apiVersion: sluice.dev/v1alpha1
            kind: GatewayRoute
            metadata: {name: one, namespace: shop}
            spec:
              hostnames: [shop.example.com]
              rules:
              - matches: [{path: {value: /orders/}, method: GET}]
                backendRefs: [{name: orders, weight: 2}, {name: orders, weight: 1}]
            """);
  }

  @Test
  void removedRulesSayWhoTakesTheirRequestsNow() throws IOException {
    String before = BACKENDS + "---\n" + ROUTE;
    changes(
        before,
        before.substring(0, before.indexOf("  - name: about")),
        "shop.example.com/about now gets 404: no rule takes it"
            + " (was 100 % to orders, by shop/orders rule about)");
    String withRest =
        before
            + """
              - name: rest
                backendRefs: [{name: orders-v2}]
            """;
    changes(
        withRest,
        withRest.replace("  - name: about\n", "").replaceAll("    matches: \\[.*about.*\n.*\n", ""),
        "shop.example.com/about now goes 100 % to orders-v2 (was 100 % to orders)");
  }

  @Test
  void anOldRuleThatTakesMoreIsAWeakening() throws IOException {
    String before = BACKENDS + "---\n" + ROUTE;
    changes(
        before,
        before.replace("value: /orders}", "value: /}"),
        "weakening: GET shop.example.com/** now goes 100 % to orders (was 404),"
            + " by shop/orders rule list: the rule takes requests that it did not");
    Sluice.Said said =
        diff(before, before.replace("      method: GET\n", ""), "--fail-on", "weakening");
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.out())
        .contains("weakening: shop.example.com/orders/** now goes 100 % to orders (was 405)");
    said =
        diff(
            before,
            before
                + """
                  - name: more
                    matches: [{path: {value: /more}}]
                    backendRefs: [{name: orders}]
                """,
            "--fail-on",
            "weakening");
    assertThat(said.exit()).as(said.toString()).isZero();
    assertThat(said.out())
        .contains(
            "shop.example.com/more/** now goes 100 % to orders (was 404), by shop/orders rule more");
  }

  @Test
  void filtersPoliciesAndBackendsAreToldByTheirValues() throws IOException {
    String before = BACKENDS + "---\n" + ROUTE;
    changes(
        before,
        before
            .replaceFirst("port: 3001", "port: 3003")
            .replace(
                "    matches: [{path: {type: Exact, value: /about}}]\n",
                """
                    matches: [{path: {type: Exact, value: /about}}]
                    timeouts: {request: 5s}
                    filters:
                    - type: RequestHeaderModifier
                      requestHeaderModifier: {set: [{name: X-From, value: "${client.ip}"}]}
                """),
        "shop.example.com/about: now also: edit request headers set X-From: ${client.ip}",
        "shop.example.com/about: timeouts.request is now 5s (was 1m)",
        "ServiceBackend shop/orders: target is now 127.0.0.1 port 3003 (was 127.0.0.1 port 3001)");
  }

  @Test
  void aLimitThatIsRaisedOrRemovedIsAWeakening() throws IOException {
    String before =
        BACKENDS
            + "---\n"
            + ROUTE
                .substring(0, ROUTE.indexOf("  - name: about"))
                .replace("  rules:", "  limits: {maxBodyBytes: 1Ki}\n  rules:");
    changes(
        before,
        before.replace("1Ki", "2Ki"),
        "weakening: GET shop.example.com/orders/**: limits.maxBodyBytes is now 2048 bytes"
            + " (was 1024 bytes): a limit is raised");
    changes(
        before,
        before.replace("  limits: {maxBodyBytes: 1Ki}\n", ""),
        "weakening: GET shop.example.com/orders/**: limits.maxBodyBytes is now unlimited"
            + " (was 1024 bytes): a limit is removed");
  }

  @Test
  void moreReadersFewerRefusalsAndFewerHeadersAreWeakenings() throws IOException {
    String before =
        BACKENDS
            + "---\n"
            + ROUTE
                .substring(0, ROUTE.indexOf("  - name: about"))
                .replace(
                    "  rules:",
                    """
                      cors: {allowOrigins: ["https://a.test"]}
                      ipAccess: {allow: [10.0.0.0/8]}
                      securityHeaders: {preset: Basic}
                      rules:\
                    """);
    changes(
        before,
        before.replace("[\"https://a.test\"]", "[\"https://a.test\", \"https://b.test\"]"),
        "weakening: GET shop.example.com/orders/**: cors is now https://a.test https://b.test,"
            + " methods GET HEAD POST, for 5s (was https://a.test, methods GET HEAD POST, for 5s):"
            + " pages of more origins may read answers");
    changes(
        before,
        before.replace("  ipAccess: {allow: [10.0.0.0/8]}\n", ""),
        "weakening: GET shop.example.com/orders/**: ipAccess is now all (was 10.0.0.0/8):"
            + " clients of all addresses may pass");
    changes(
        before,
        before.replace("{preset: Basic}", "{preset: Basic, frameOptions: Disabled}"),
        "weakening: GET shop.example.com/orders/**: securityHeaders.frameOptions is now left to the"
            + " backend (was SAMEORIGIN): a security header is not set any more");
  }

  @Test
  void aDataPlaneThatTrustsMoreIsAWeakening() throws IOException {
    String before = PLANE + "---\n" + BACKENDS + "---\n" + ROUTE;
    changes(
        before.replace("from: All", "from: Same").replace("sluice-system", "shop"),
        before
            .replace("trustedHops: 1", "trustedHops: 2")
            .replace("port: 8080", "port: 8081")
            .replace("sluice-system", "shop"),
        "weakening: DataPlane shop/public: finds the client's address by 2 trusted hops of"
            + " x-forwarded-for (was 1 trusted hop of x-forwarded-for): more is believed of what"
            + " clients send about their address",
        "DataPlane shop/public: listener http HTTP port 8081 (was http HTTP port 8080)",
        "weakening: DataPlane shop/public: takes routes from all namespaces"
            + " (was the own namespace): more namespaces may attach routes");
    noChange(
        before.replace("{trustedHops: 1}", "{trustedCIDRs: [10.0.0.0/8, 192.168.0.0/16]}"),
        before.replace("{trustedHops: 1}", "{trustedCIDRs: [192.168.0.0/16, 10.1.0.0/8]}"));
  }

  @Test
  void grantsAreToldByHost() throws IOException {
    String before =
        PLANE
            + """
              hostnameGrants:
              - {hostnames: [shop.example.com, a.example.com], namespaces: [shop]}
            ---
            """
            + BACKENDS
            + "---\n"
            + ROUTE;
    changes(
        before,
        before.replace(
            "[shop.example.com, a.example.com], namespaces: [shop]",
            "[shop.example.com], namespaces: [shop, crm]"),
        "weakening: DataPlane sluice-system/public: a.example.com may be claimed by whoever is first"
            + " (was shop): more namespaces may claim the host",
        "weakening: DataPlane sluice-system/public: shop.example.com may be claimed by crm, shop"
            + " (was shop): more namespaces may claim the host");
  }

  @Test
  void anotherOrderOfPrecedenceIsSeenWhereRulesMeet() throws IOException {
    String two =
        """
        apiVersion: sluice.dev/v1alpha1
        kind: GatewayRoute
        metadata: {name: all, namespace: shop}
        spec:
          priority: 0
          hostnames: ["*.example.com"]
          rules:
          - matches: [{headers: [{name: X-Beta, value: "1"}]}]
            backendRefs: [{name: orders}]
        ---
        apiVersion: sluice.dev/v1alpha1
        kind: GatewayRoute
        metadata: {name: next, namespace: shop}
        spec:
          hostnames: [shop.example.com, shop.example.org]
          rules:
          - matches: [{path: {value: /next}}]
            backendRefs: [{name: orders-v2}]
        """;
    changes(
        BACKENDS + "---\n" + two,
        BACKENDS + "---\n" + two.replace("priority: 0", "priority: 10"),
        "shop.example.com/next/** with header x-beta is \"1\" now goes 100 % to orders"
            + " (was 100 % to orders-v2)");
  }

  @Test
  void jsonCountsWeakenings() throws IOException {
    String before = BACKENDS + "---\n" + ROUTE;
    Sluice.Said said = diff(before, before.replace("value: /orders}", "value: /}"), "-o", "json");
    JsonNode json = JsonMapper.builder().build().readTree(said.out());
    assertThat(json.path("weakenings").asInt()).isEqualTo(1);
    assertThat(json.at("/changes/0/kind").asText()).isEqualTo("TRAFFIC");
    assertThat(json.at("/changes/0/subject").asText()).isEqualTo("GET shop.example.com/**");
  }

  @Test
  void exitCodesCloseTheGateThatWasAskedFor() throws IOException {
    String before = BACKENDS + "---\n" + ROUTE;
    String harmless = before.replaceFirst("port: 3001", "port: 3003");
    assertThat(diff(before, harmless).exit()).isEqualTo(1);
    assertThat(diff(before, harmless, "--fail-on", "weakening").exit()).isZero();
    assertThat(diff(before, harmless, "--fail-on", "never").exit()).isZero();
    Sluice.Said broken = diff(before, before.replace("/orders}", "orders}"), "--fail-on", "never");
    assertThat(broken.exit()).isEqualTo(2);
    assertThat(broken.err()).contains("all.yaml:").contains("sluice: NEW has 1 error.");
    assertThat(
            Sluice.run("diff", directory.resolve("none").toString(), directory.toString()).exit())
        .isEqualTo(2);
    assertThat(Sluice.run("diff", directory.toString()).exit()).isEqualTo(2);
  }

  private static String credential(String token) {
    return BACKENDS.replace(
            "3001}]}", "3001}]}\n  credentials: {bearer: {secretRef: {name: partner}}}")
        + """
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: partner, namespace: shop}
        stringData: {token: %s}
        ---
        """
            .formatted(token);
  }

  @Test
  void aSecretThatHoldsSomethingElseIsNamedAndNotShown() throws IOException {
    Sluice.Said said = diff(credential("CANARYONE") + ROUTE, credential("CANARYTWO") + ROUTE);
    assertThat(said.out())
        .isEqualTo("Secret shop/partner: holds another credential\n1 change, 0 weakenings\n");
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.out() + said.err()).doesNotContain("CANARY");
    assertThat(diff(credential("CANARYONE") + ROUTE, credential("CANARYONE") + ROUTE).out())
        .isEqualTo("no change for traffic\n");
  }

  @Test
  void aSecretThatComesIntoUseOrGoesOutOfItIsNamed() throws IOException {
    String without = BACKENDS + "---\n" + ROUTE;
    assertThat(diff(without, credential("CANARY") + ROUTE).out())
        .contains("Secret shop/partner: is used as credential\n")
        .doesNotContain("CANARY");
    assertThat(diff(credential("CANARY") + ROUTE, without).out())
        .contains("Secret shop/partner: is no longer used as credential\n")
        .doesNotContain("CANARY");
  }
}
