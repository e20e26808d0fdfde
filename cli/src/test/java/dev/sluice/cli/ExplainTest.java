package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExplainTest {
  private static final String ROUTES =
      """
      apiVersion: sluice.dev/v1alpha1
      kind: ServiceBackend
      metadata: {name: orders, namespace: shop}
      spec:
        target: {static: [{address: 127.0.0.1, port: 3000}]}
      ---
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
          filters:
          - type: RequestHeaderModifier
            requestHeaderModifier:
              set: [{name: X-Client, value: "${client.ip}"}]
              remove: [X-Debug]
          timeouts: {request: 5s}
          backendRefs: [{name: orders, weight: 90}, {name: orders-v2, weight: 10}]
        - name: about
          matches:
          - path: {type: Exact, value: /about}
          filters: [{type: DirectResponse, directResponse: {statusCode: 204}}]
        - name: old
          matches:
          - path: {type: PathPrefix, value: /v1}
          filters:
          - type: URLRewrite
            urlRewrite:
              hostname: orders.internal
              path: {type: ReplacePrefixMatch, replacePrefixMatch: /v2}
          backendRefs: [{name: orders}]
      """;

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // JUnit fills the field.
  ExplainTest() {}

  private Sluice.Said explain(String... more) throws IOException {
    Files.writeString(directory.resolve("routes.yaml"), ROUTES);
    String[] all = new String[more.length + 2];
    all[0] = "explain";
    all[1] = directory.toString();
    System.arraycopy(more, 0, all, 2, more.length);
    return Sluice.run(all);
  }

  @Test
  void tellsRuleConditionsHandlersBackendsAndPolicies() throws IOException {
    Sluice.Said said =
        explain(
            "GET",
            "http://Shop.Example.com:8080/a/../orders/%37?page=2",
            "-H",
            "X-Debug: 1",
            "-H",
            "X-Real-IP: 1.2.3.4",
            "--client-ip",
            "192.0.2.7");
    assertThat(said.exit()).as(said.toString()).isZero();
    assertThat(said.out().replace(directory.toString(), "DIR").lines())
        .contains(
            "data plane   default/default",
            "request      GET shop.example.com/orders/7",
            "removed      x-real-ip (only the gateway may send these)",
            "route        GatewayRoute shop/orders (DIR/routes.yaml:7)",
            "rule         list (spec.rules[0])",
            "matched      host shop.example.com",
            "             path under /orders",
            "             method GET",
            "action       goes 90 % to orders, 10 % to error 500 (orders-v2: BackendNotFound)",
            "backend sees GET /orders/7?page=2",
            "             host: shop.example.com",
            "             X-Client: 192.0.2.7")
        .anyMatch(line -> line.startsWith("handlers     request headers: "))
        .anyMatch(
            line ->
                line.contains(
                    "timeouts.request 5s (GatewayRoute shop/orders spec.rules[0].timeouts.request)"))
        .anyMatch(line -> line.contains("timeouts.idle 5m (built in)"))
        .noneMatch(line -> line.strip().startsWith("x-debug:"))
        .anyMatch(line -> line.contains("spec.rules[0].backendRefs[1].name: "));
  }

  @Test
  void tellsWhichConditionFailedAndWhatTheRequestHadInstead() throws IOException {
    Sluice.Said said = explain("POST", "/orders", "-H", "Host: shop.example.com");
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.out().lines())
        .contains(
            "answer       405 Method Not Allowed",
            "because      rules hold for everything but the method: they take GET, HEAD",
            "near misses  shop/orders rule list: method is POST, wanted: method GET");
    said = explain("GET", "http://shop.example.com/order");
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.out())
        .contains("404 Not Found")
        .contains("rule list: path is /order, wanted: path under /orders");
  }

  @Test
  void theBackendSeesWhatIsRewritten() throws IOException {
    assertThat(explain("GET", "http://shop.example.com/v1/orders?a=b").out().lines())
        .contains("backend sees GET /v2/orders?a=b", "             host: orders.internal");
  }

  @Test
  void theGatewaysOwnAnswerHasNoBackend() throws IOException {
    Sluice.Said said = explain("GET", "http://shop.example.com/about");
    assertThat(said.exit()).isZero();
    assertThat(said.out())
        .contains("action       respond status 204")
        .doesNotContain("backend sees");
  }

  @ParameterizedTest
  @CsvSource({
    "GET,http://shop.example.com/a%2fb,400,DANGEROUS_PATH",
    "GET,http://shop.example.com/a;b,400,DANGEROUS_PATH",
    "GET,http://-shop/,400,INVALID_HOST",
    "TRACE,http://shop.example.com/,405,METHOD_NOT_ALLOWED",
    "get,http://shop.example.com/,501,METHOD_NOT_IMPLEMENTED"
  })
  void whatIsRefusedBeforeRoutingIsSaidSo(String method, String url, int status, String reason)
      throws IOException {
    Sluice.Said said = explain(method, url);
    assertThat(said.exit()).as(said.toString()).isEqualTo(1);
    assertThat(said.out())
        .contains("answer       " + status + " ")
        .contains("(" + reason + ")")
        .contains("no rule is asked");
  }

  @Test
  void jsonSaysTheSame() throws IOException {
    Sluice.Said said = explain("GET", "http://shop.example.com/orders", "-o", "json");
    JsonNode json = JsonMapper.builder().build().readTree(said.out()).path("explanations").path(0);
    assertThat(json.path("outcome").asText()).isEqualTo("Matched");
    assertThat(json.at("/taken/rule").asText()).isEqualTo("list");
    assertThat(json.at("/taken/backends/0/percent").asDouble()).isEqualTo(90);
    assertThat(json.at("/taken/route/name").asText()).isEqualTo("orders");
    assertThat(json.at("/nearMisses/0/failed/0/found").asText()).isEqualTo("path is /orders");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET | orders | is no URL",
        "GET | ftp://shop.example.com/ | is no URL",
        "GET | http:///orders | needs a host",
        "GET | /orders | has no host",
        "G ET | http://shop.example.com/ | is no method",
      })
  void wrongRequestsAreOneLineAndExitCodeTwo(String method, String url, String message)
      throws IOException {
    Sluice.Said said = explain(method, url);
    assertThat(said.exit()).isEqualTo(2);
    assertThat(said.err().strip()).contains(message).doesNotContain("\n");
  }

  @Test
  void wrongOptionsAreOneLineAndExitCodeTwo() throws IOException {
    String url = "http://shop.example.com/";
    assertWrong(explain("GET", url, "-H", "no colon"), "is no header field");
    assertWrong(explain("GET", url, "--client-ip", "1.2.3"), "is no address");
    assertWrong(explain("GET", url, "--data-plane", "a/b"), "--data-plane a/b is not there");
    assertWrong(
        Sluice.run("explain", directory.resolve("none").toString(), "GET", url), "does not exist");
    assertWrong(Sluice.run("explain", "GET", url), "name a directory");
    assertWrong(
        Sluice.run("explain", "--kubeconfig", directory + "/none", "GET", url), "kubeconfig");
    assertThat(Sluice.run("explain", "GET").exit()).isEqualTo(2);
  }

  private static void assertWrong(Sluice.Said said, String message) {
    assertThat(said.exit()).as(said.toString()).isEqualTo(2);
    assertThat(said.err().strip()).contains(message).doesNotContain("\n");
  }

  @Test
  void aPreflightIsExplainedByTheRuleThatAnswersIt() throws IOException {
    Files.writeString(
        directory.resolve("pages.yaml"),
        """
        apiVersion: sluice.dev/v1alpha1
        kind: GatewayRoute
        metadata: {name: pages, namespace: shop}
        spec:
          hostnames: [pages.example.com]
          cors: {allowOrigins: ["https://app.example.com"], allowMethods: [PUT]}
          ipAccess: {deny: [192.0.2.0/24]}
          securityHeaders: {preset: Basic, frameOptions: DENY}
          rules:
          - name: put
            matches: [{path: {type: PathPrefix, value: /}, method: PUT}]
            filters: [{type: DirectResponse, directResponse: {statusCode: 200}}]
        """);
    Sluice.Said said =
        explain(
            "OPTIONS",
            "http://pages.example.com/",
            "-H",
            "Origin: https://app.example.com",
            "-H",
            "Access-Control-Request-Method: PUT");
    assertThat(said.exit()).as(said.toString()).isZero();
    assertThat(said.out().lines())
        .contains(
            "preflight    announces PUT, and the rule that takes that answers",
            "rule         put (spec.rules[0])")
        .anyMatch(
            line ->
                line.contains("cors https://app.example.com, methods PUT, for 5s")
                    && line.contains("spec.cors"))
        .anyMatch(line -> line.contains("ipAccess all without 192.0.2.0/24"))
        .anyMatch(line -> line.contains("securityHeaders.preset Basic"))
        .anyMatch(
            line ->
                line.contains("securityHeaders.frameOptions DENY")
                    && line.contains("spec.securityHeaders.frameOptions"))
        .anyMatch(
            line ->
                line.contains("securityHeaders.referrerPolicy strict-origin-when-cross-origin")
                    && line.contains("spec.securityHeaders.preset"));
  }

  @Test
  void explainsABackendThatIsShownACredential() {
    Sluice.Said said =
        Sluice.run("explain", "../examples/credentials", "GET", "http://partners.example.com/maps");
    assertThat(said.exit()).as(said.toString()).isZero();
    assertThat(said.out()).contains("upstream");
  }
}
