package dev.sluice.dataplane;

import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.observe.log.LogTarget;
import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.DecisionMode;
import dev.sluice.snapshot.ForwardedClaim;
import dev.sluice.snapshot.HeaderEdits;
import dev.sluice.snapshot.HeaderValue;
import dev.sluice.snapshot.IdentityRules;
import dev.sluice.snapshot.RequestVariable;
import dev.sluice.snapshot.RouteFilter;
import dev.sluice.snapshot.ValuePart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole data planes that decide by verified tokens, and what they tell of it. */
final class AccessDecisionTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String EDITOR = bearer(",\"roles\":[\"editor\"]");
  private static final String VIEWER = bearer(",\"roles\":\"viewer\"");

  private final ScriptedBackend backend = ScriptedBackend.answering(OK);

  @AfterEach
  void stop() {
    backend.close();
  }

  @Test
  void everyDecisionIsToldCountedAndAnswered(@TempDir Path dir) throws Exception {
    Path audit = dir.resolve("audit.log");
    Path access = dir.resolve("access.log");
    try (GatewayFixture gateway =
        GatewayFixture.start(
            GatewayFixture.options()
                .withAuditLog(new LogTarget.File(audit))
                .withAccessLog(new LogTarget.File(access)))) {
      gateway.apply(
          config(Map.of())
              .route(
                  "r",
                  Access.known(
                      "/",
                      false,
                      Config.to("b"),
                      List.of(Access.role(DecisionMode.ENFORCE, "editor"))),
                  Access.known(
                      "/shadow",
                      true,
                      Config.to("b"),
                      List.of(Access.role(DecisionMode.SHADOW, "editor")))));
      try (Wire client = gateway.client()) {
        String token = EDITOR.substring(EDITOR.lastIndexOf(' ') + 1);
        assertThat(status(client, "/a?access_token=s3cret", EDITOR)).isEqualTo(200);
        assertThat(status(client, "/a", VIEWER)).isEqualTo(403);
        assertThat(status(client, "/a", "X-None: 1")).isEqualTo(401);
        assertThat(status(client, "/a", EDITOR + "x")).isEqualTo(401);
        assertThat(status(client, "/shadow", VIEWER)).isEqualTo(200);
        assertThat(status(client, "/shadow", "X-None: 1")).isEqualTo(200);
        await().untilAsserted(() -> assertThat(Files.readAllLines(audit)).hasSize(8));
        List<String> lines = Files.readAllLines(audit);
        assertThat(lines.get(0))
            .startsWith("{\"log\":\"audit\",")
            .contains("\"outcome\":\"Passed\"", "\"provider\":\"idp\"", "\"user\":\"alice\"")
            .contains("\"path\":\"/a\"", "\"route\":\"test/r\"", "\"client\":\"127.0.0.1\"");
        assertThat(lines.get(1))
            .contains("\"outcome\":\"Refused\",\"reason\":\"FORBIDDEN\"")
            .contains("GatewayRoute test/r spec.authorization: lacks any of the roles editor");
        assertThat(lines.get(2))
            .contains("\"outcome\":\"Refused\",\"reason\":\"UNAUTHENTICATED\"")
            .doesNotContain("\"provider\"", "\"user\"");
        assertThat(lines.get(3)).contains("\"provider\":\"idp\"").doesNotContain("\"user\"");
        assertThat(lines.get(4)).contains("\"outcome\":\"WouldRefuse\",\"reason\":\"FORBIDDEN\"");
        assertThat(lines.get(5)).contains("\"outcome\":\"Passed\"");
        assertThat(lines.get(6))
            .contains("\"outcome\":\"WouldRefuse\",\"reason\":\"UNAUTHENTICATED\"");
        assertThat(String.join("", lines)).doesNotContain(token, "s3cret");
        await().untilAsserted(() -> assertThat(Files.readAllLines(access)).hasSize(6));
        assertThat(Files.readAllLines(access).get(1))
            .contains("\"status\":403", "\"provider\":\"idp\",\"user\":\"alice\"");
      }
      assertThat(gateway.admin("/metrics").text())
          .contains(
              "sluice_access_decisions_total{route_namespace=\"test\",route=\"r\",rule=\"rule-\","
                  + "outcome=\"refused\",reason=\"UNAUTHENTICATED\",} 2.0",
              "rule=\"rule-shadow\",outcome=\"would_refuse\",reason=\"FORBIDDEN\",} 1.0",
              "rule=\"rule-shadow\",outcome=\"passed\",reason=\"\",} 2.0",
              "sluice_audit_log_dropped_total 0.0");
    }
  }

  @Test
  void anotherMeaningOfARoleHoldsAtOnce() {
    var rules = List.of(Access.permission("orders:write"));
    try (GatewayFixture gateway =
            GatewayFixture.serving(
                config(Map.of("editor", List.of("orders:write"), "viewer", List.of("orders:read")))
                    .route("r", Access.known("/", false, Config.to("b"), rules)));
        Wire client = gateway.client()) {
      assertThat(status(client, "/", EDITOR)).isEqualTo(200);
      assertThat(status(client, "/", VIEWER)).isEqualTo(403);
      gateway.apply(
          config(Map.of("editor", List.of("orders:read"), "viewer", List.of("*")))
              .route("r", Access.known("/", false, Config.to("b"), rules)));
      assertThat(status(client, "/", EDITOR)).isEqualTo(403);
      assertThat(status(client, "/", VIEWER)).isEqualTo(200);
    }
  }

  @Test
  void variablesOfTheClientAreWrittenSoThatNothingIsInjected() {
    RouteFilter edits =
        new RouteFilter.EditRequestHeaders(
            new HeaderEdits(
                List.of(
                    new HeaderValue(
                        "X-Who",
                        List.of(
                            new ValuePart.Variable(RequestVariable.IDENTITY_TENANT),
                            new ValuePart.Text("/"),
                            new ValuePart.Variable(RequestVariable.IDENTITY_USER))),
                    new HeaderValue(
                        "X-Plan",
                        List.of(new ValuePart.Text("plan="), new ValuePart.Claim("plan")))),
                List.of(),
                List.of()));
    try (GatewayFixture gateway =
        GatewayFixture.serving(
            config(Map.of())
                .route("r", Access.known("/", true, Config.to("b"), List.of(), edits)))) {
      gateway.exchange(
          request(
              "GET",
              "/",
              bearer(",\"tenant\":\"a,b\\r\\nX-Roles: admin\",\"plan\":[\"g\\u00f6ld\",\"x, y\"]"),
              "X-Who: mallory"));
      Wire.Message seen = backend.lastRequest();
      assertThat(seen.all("X-Who")).containsExactly("a%2Cb%0D%0AX-Roles: admin/alice");
      assertThat(seen.all("X-Plan")).containsExactly("plan=g%C3%B6ld,x%2C y");
      assertThat(seen.all("X-Roles")).isEmpty();
      gateway.exchange(request("GET", "/", "X-Who: mallory"));
      assertThat(backend.lastRequest().all("X-Who")).containsExactly("/");
      assertThat(backend.lastRequest().all("X-Plan")).containsExactly("plan=");
    }
  }

  @Test
  void noFormOfAPathComesPastTheRuleThatIsForAdmins() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(
            config(Map.of())
                .route(
                    "r",
                    Access.known("/", false, Config.to("b"), List.of()),
                    Access.known(
                        "/admin",
                        false,
                        Config.to("b"),
                        List.of(Access.role(DecisionMode.ENFORCE, "admin")))))) {
      for (String refused :
          List.of(
              "/admin",
              "/admin/",
              "/admin/x",
              "/admin?x",
              "//admin",
              "///admin",
              "/./admin",
              "/x/../admin",
              "/%61dmin",
              "/%2e/admin",
              "/x/%2e%2e/admin",
              "/x/.%2e/admin",
              "/admin/../admin",
              "http://a.test/admin",
              "/admin/%2e")) {
        assertThat(gateway.exchange(request("GET", refused, VIEWER)).status())
            .as(refused)
            .isEqualTo(403);
      }
      for (String method : List.of("HEAD", "POST", "OPTIONS", "DELETE")) {
        try (Wire client = gateway.client()) {
          assertThat(client.send(request(method, "/admin", VIEWER)).responseHead().status())
              .as(method)
              .isEqualTo(403);
        }
      }
      for (String dangerous :
          List.of(
              "/x%2f..%2fadmin",
              "/%2fadmin",
              "/admin%2f",
              "/x/..%2fadmin",
              "/x/..%5cadmin",
              "/x\\..\\admin",
              "/;/admin",
              "/x/..;/admin",
              "/admin;x",
              "/admin%3bx",
              "/admin%00",
              "/%c0%ae%c0%ae/admin",
              "/admin#f",
              "/%zz/admin")) {
        assertThat(gateway.exchange(request("GET", dangerous, VIEWER)).status())
            .as(dangerous)
            .isEqualTo(400);
      }
      assertThat(backend.accepted()).isZero();
      assertThat(
              gateway
                  .exchange(
                      request(
                          "GET",
                          "/x",
                          VIEWER,
                          "X-Original-URL: /admin",
                          "X-Rewrite-URL: /admin",
                          "X-HTTP-Method-Override: DELETE"))
                  .status())
          .isEqualTo(200);
      assertThat(backend.lastRequest().head()).doesNotContain("admin", "DELETE");
    }
  }

  private Config config(Map<String, List<String>> permissions) {
    return new Config()
        .identities(
            new IdentityRules(
                List.of(
                    JwtConfig.of(TestIssuer.RSA)
                        .telling(new ForwardedClaim("sub", "x-user-id"))
                        .provider()),
                new TreeMap<>(permissions)))
        .backend("b", backend.endpoint());
  }

  private static int status(Wire client, String target, String field) {
    return client.send(request("GET", target, field)).response().status();
  }

  private static String bearer(String claims) {
    return "Authorization: Bearer " + TestIssuer.RSA.token(claims);
  }
}
