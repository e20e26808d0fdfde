package dev.sluice.dataplane;

import static dev.sluice.dataplane.Config.key;
import static dev.sluice.dataplane.ExternalConfig.OK;
import static dev.sluice.dataplane.ExternalConfig.provider;
import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.observe.log.LogTarget;
import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.AccessPolicies;
import dev.sluice.snapshot.AccessRule;
import dev.sluice.snapshot.Authentication;
import dev.sluice.snapshot.Authorization;
import dev.sluice.snapshot.DecisionMode;
import dev.sluice.snapshot.IdentityProvider.ClaimNames;
import dev.sluice.snapshot.PolicyOrigin;
import dev.sluice.snapshot.RouteRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A service that says who may pass, on the wire: what it is told, and what its answers do. */
final class ExternalTest {
  private final ScriptedBackend backend = ScriptedBackend.answering(OK);

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // JUnit fills the field.
  ExternalTest() {}

  @AfterEach
  void stop() {
    backend.close();
  }

  private GatewayFixture gateway(ScriptedBackend authoriser, ExternalConfig provider) {
    return GatewayFixture.serving(provider.config(authoriser, backend));
  }

  @Test
  void itIsToldWhatTheRequestIsAndNothingOfItsBody() {
    try (ScriptedBackend authoriser = ScriptedBackend.answering(OK);
        GatewayFixture gateway =
            gateway(authoriser, provider().pathPrefix("/check").requestHeaders("x-plan"))) {
      String post =
          request(
              "POST",
              "/a/../orders/%41?q=1&r=%2f",
              "Authorization: Bearer t",
              "Cookie: a=b",
              "X-Plan: gold",
              "X-Other: secret",
              "X-Forwarded-For: 1.2.3.4",
              "X-Forwarded-Client-Cert: x",
              "Content-Type: text/plain",
              "Content-Length: 5");
      assertThat(gateway.exchange(post + "hello").status()).isEqualTo(200);
      Wire.Message asked = authoriser.lastRequest();
      assertThat(asked.startLine()).isEqualTo("POST /check/orders/A?q=1&r=%2f HTTP/1.1");
      assertThat(asked.all("Host")).containsExactly("a.test");
      assertThat(asked.all("Authorization")).containsExactly("Bearer t");
      assertThat(asked.all("Cookie")).containsExactly("a=b");
      assertThat(asked.all("X-Plan")).containsExactly("gold");
      assertThat(asked.all("X-Forwarded-For")).containsExactly("127.0.0.1");
      assertThat(asked.all("X-Forwarded-Proto")).containsExactly("http");
      assertThat(asked.all("X-Forwarded-Host")).containsExactly("a.test");
      assertThat(asked.all("X-Request-Id")).hasSize(1);
      assertThat(asked.all("Via")).containsExactly("1.1 sluice");
      assertThat(asked.all("Content-Length")).containsExactly("0");
      assertThat(asked.head()).doesNotContain("X-Other", "Content-Type", "Transfer-Encoding");
      Wire.Message forwarded = backend.lastRequest();
      assertThat(forwarded.startLine()).isEqualTo("POST /orders/A?q=1&r=%2f HTTP/1.1");
      assertThat(forwarded.text()).isEqualTo("hello");
      assertThat(forwarded.all("Authorization")).containsExactly("Bearer t");
    }
  }

  @Test
  void whatItSaysOfTheClientReachesTheBackendAndNobodyElseSaysIt() {
    String answer =
        "HTTP/1.1 204 No Content\r\nX-User: ada\r\nX-Roles: editor, admin\r\nX-Roles: ops\r\n"
            + "X-Secret: not-for-you\r\n\r\n";
    try (ScriptedBackend authoriser = ScriptedBackend.answering(answer);
        GatewayFixture gateway =
            gateway(authoriser, provider().backendHeaders("x-user", "x-roles", "x-missing"))) {
      try (Wire client = gateway.client()) {
        for (int i = 0; i < 3; i++) {
          client.send(
              request(
                  "GET", "/", "X-User: root", "X_User: root", "X-Missing: root", "X-Roles: root"));
          assertThat(client.response().status()).isEqualTo(200);
          Wire.Message seen = backend.lastRequest();
          assertThat(seen.all("X-User")).containsExactly("ada");
          assertThat(seen.all("X-Roles")).containsExactly("editor, admin, ops");
          assertThat(seen.head()).doesNotContain("root", "X-Secret", "X-Missing");
          assertThat(authoriser.lastRequest().head()).doesNotContain("root");
        }
        assertThat(authoriser.accepted()).as("connections are used again").isEqualTo(1);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "401,UNAUTHENTICATED",
    "403,FORBIDDEN",
    "404,FORBIDDEN",
    "429,FORBIDDEN",
    "302,UNAUTHENTICATED"
  })
  void itsNoIsTheClientsInItsOwnWords(int status, String reason) throws Exception {
    String answer =
        "HTTP/1.1 "
            + status
            + " Whatever\r\nWWW-Authenticate: Custom realm=\"x\"\r\nLocation: https://login.test/\r\n"
            + "Set-Cookie: a=b\r\nSet-Cookie: c=d\r\nX-Reason: late\r\nX-Internal: secret\r\n"
            + "Server: authz/1\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\n<b>no</b>";
    Path log = directory.resolve("access.log");
    Path audit = directory.resolve("audit.log");
    try (ScriptedBackend authoriser = ScriptedBackend.answering(answer);
        GatewayFixture gateway =
            GatewayFixture.start(
                GatewayFixture.options()
                    .withAccessLog(new LogTarget.File(log))
                    .withAuditLog(new LogTarget.File(audit)))) {
      gateway.apply(provider().clientHeaders("x-reason").config(authoriser, backend));
      Wire.Message told = gateway.get("/");
      assertThat(told.status()).isEqualTo(status);
      assertThat(told.all("WWW-Authenticate")).containsExactly("Custom realm=\"x\"");
      assertThat(told.all("Location")).containsExactly("https://login.test/");
      assertThat(told.all("Set-Cookie")).containsExactly("a=b", "c=d");
      assertThat(told.all("X-Reason")).containsExactly("late");
      assertThat(told.all("Content-Type")).containsExactly("text/html");
      assertThat(told.all("Cache-Control")).containsExactly("no-store");
      assertThat(told.head()).doesNotContain("X-Internal", "authz/1");
      assertThat(told.text()).isEqualTo("<b>no</b>");
      assertThat(gateway.exchange(request("HEAD", "/")).status()).isEqualTo(status);
      assertThat(backend.accepted()).isZero();
    }
    assertThat(Files.readString(log))
        .contains("\"status\":" + status, "\"reason\":\"" + reason + "\"")
        .contains("policy: answered " + status);
    assertThat(Files.readString(audit)).contains("policy: answered " + status, reason);
  }

  @Test
  void whoItNamesIsAuthorized() {
    AccessRule rule =
        new AccessRule(
            List.of("editor"),
            List.of(),
            List.of("orders"),
            new TreeMap<>(Map.of("x-plan", List.of("gold"))),
            List.of("acme"),
            DecisionMode.ENFORCE,
            new PolicyOrigin("authorization", "GatewayRoute", key("r"), "spec.authorization"));
    ExternalConfig provider =
        provider()
            .backendHeaders("x-plan")
            .names(new ClaimNames("x-user", "x-tenant", "x-roles", "x-scopes"));
    String good =
        "HTTP/1.1 200 OK\r\nX-User: ada\r\nX-Tenant: acme\r\nX-Roles: viewer,editor\r\n"
            + "X-Scopes: items orders\r\nX-Plan: gold\r\nContent-Length: 0\r\n\r\n";
    for (String answer :
        List.of(
            good,
            good.replace("acme", "acme2"),
            good.replace("editor", "editors"),
            good.replace("orders", "order"),
            good.replace("gold", "silver"))) {
      try (ScriptedBackend authoriser = ScriptedBackend.answering(answer);
          GatewayFixture gateway =
              GatewayFixture.serving(provider.config(authoriser, backend, guarded(rule)))) {
        assertThat(gateway.get("/").status()).isEqualTo(answer.equals(good) ? 200 : 403);
      }
    }
  }

  private static RouteRule guarded(AccessRule rule) {
    RouteRule plain = Config.rule("/", Config.to("b"));
    return plain.with(
        plain
            .policies()
            .with(
                new AccessPolicies(
                    new Authentication.ByProviders(List.of("policy"), false),
                    new Authorization(List.of(rule)),
                    AccessPolicies.OPEN.addresses(),
                    AccessPolicies.OPEN.cors(),
                    AccessPolicies.OPEN.securityHeaders())));
  }

  /** What a backend would read in two ways, or as two headers, is no answer. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-User: m\u00fcller\r\n",
        "X-User: a\tb\r\n",
        "X-User: ada\r\nX-User: root\r\n",
        "X-User: ada\r\n X-Roles: admin\r\n",
        "X-User : ada\r\n",
        "X-User: ada\rX-Roles: admin\r\n",
        "X-User: ada\nX-Roles: admin\r\n",
        "X-User: a\0b\r\n",
        "Content-Length: 3\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Transfer-Encoding: gzip\r\n"
      })
  void anAnswerThatIsNotClearLetsNobodyPass(String fields) {
    String answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + fields + "\r\n";
    ExternalConfig provider =
        provider().backendHeaders("x-user").names(new ClaimNames("x-user", "", "", ""));
    try (ScriptedBackend authoriser = ScriptedBackend.answering(answer);
        GatewayFixture gateway = gateway(authoriser, provider)) {
      for (int i = 0; i < 2; i++) {
        Wire.Message told = gateway.get("/");
        assertThat(told.status()).isEqualTo(503);
        assertThat(told.text()).contains("AUTHENTICATION_UNAVAILABLE");
      }
      assertThat(backend.accepted()).isZero();
    }
  }

  @Test
  void aFieldOfARefusalThatIsNotClearIsLeftOutAndTheRestStands() {
    String answer =
        "HTTP/1.1 403 No\r\nX-Reason: m\u00fcde\r\nLocation: /a\r\nContent-Encoding: gzip\r\n"
            + "Content-Length: 3\r\n\r\nabc";
    try (ScriptedBackend authoriser = ScriptedBackend.answering(answer);
        GatewayFixture gateway = gateway(authoriser, provider().clientHeaders("x-reason"))) {
      Wire.Message told = gateway.get("/");
      assertThat(told.status()).isEqualTo(403);
      assertThat(told.all("Location")).containsExactly("/a");
      assertThat(told.all("X-Reason")).isEmpty();
      assertThat(told.text()).isEmpty();
    }
  }

  @Test
  void aTokenDecidesWhereOneIsThereAndTheServiceWhereNoneIs() {
    JwtConfig tokens = JwtConfig.of(TestIssuer.RSA);
    try (ScriptedBackend authoriser =
            ScriptedBackend.answering("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n");
        GatewayFixture gateway =
            GatewayFixture.serving(
                provider()
                    .beside(tokens.provider())
                    .config(
                        authoriser,
                        backend,
                        AccessConfig.asking(Config.rule("/", Config.to("b")), "idp", "policy")))) {
      String bearer = "Authorization: Bearer ";
      assertThat(gateway.exchange(request("GET", "/", bearer + TestIssuer.RSA.token())).status())
          .isEqualTo(200);
      assertThat(authoriser.accepted()).isZero();
      assertThat(gateway.exchange(request("GET", "/", bearer + "nonsense")).status())
          .isEqualTo(401);
      assertThat(authoriser.accepted()).isZero();
      assertThat(gateway.get("/").status()).isEqualTo(403);
    }
  }

  /** A gateway that asks itself whether it may ask itself. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aServiceBehindTheGatewayItselfIsALoop(boolean open) {
    try (GatewayFixture gateway = GatewayFixture.start()) {
      gateway.apply(new Config().respond("r", "/", 200, "here"));
      Config looping =
          provider()
              .failOpen(open)
              .timeoutMillis(20_000)
              .config(new dev.sluice.snapshot.Endpoint("127.0.0.1", gateway.port()), backend);
      gateway.apply(looping);
      Wire.Message told = gateway.get("/");
      assertThat(told.status()).isEqualTo(508);
      assertThat(told.text()).contains("LOOP_DETECTED");
      assertThat(backend.accepted()).isZero();
    }
  }

  @Test
  void pagesAndFiguresTellOfIt() {
    try (ScriptedBackend authoriser = ScriptedBackend.answering(OK);
        GatewayFixture gateway = gateway(authoriser, provider())) {
      assertThat(gateway.get("/").status()).isEqualTo(200);
      assertThat(gateway.admin("/api/v1/providers").text())
          .contains(
              "\"external\":{\"backend\":\"test/authz\",\"failurePolicy\":\"Closed\",\"passed\":1,"
                  + "\"refused\":0,\"unavailable\":0,\"rememberedAnswers\":0}");
      assertThat(gateway.admin("/metrics").text())
          .contains(
              "sluice_external_questions_total{provider=\"policy\",result=\"passed\",} 1.0",
              "sluice_external_question_duration_seconds_count{provider=\"policy\",} 1.0");
    }
  }
}
