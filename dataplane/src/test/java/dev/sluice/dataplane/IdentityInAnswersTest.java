package dev.sluice.dataplane;

import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.ForwardedClaim;
import dev.sluice.snapshot.HeaderEdits;
import dev.sluice.snapshot.HeaderValue;
import dev.sluice.snapshot.RouteFilter;
import dev.sluice.snapshot.ValuePart;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Hardening HI7 and HI19, and whose the names are that commonly tell of clients. */
final class IdentityInAnswersTest {
  private static final String BEARER = "Authorization: Bearer " + TestIssuer.RSA.token();

  private final ScriptedBackend backend =
      ScriptedBackend.answering(
          "HTTP/1.1 200 OK\r\nX-User-Id: alice\r\nx-user-id: root\r\nX-Roles: admin\r\n"
              + "Content-Length: 2\r\n\r\nok");

  @AfterEach
  void stop() {
    backend.close();
  }

  private Config config(RouteFilter... filters) {
    return new Config()
        .identities(
            JwtConfig.rules(
                JwtConfig.of(TestIssuer.RSA).telling(new ForwardedClaim("sub", "x-user-id"))))
        .backend("b", backend.endpoint())
        .route("r", Access.known("/", false, Config.to("b"), List.of(), filters))
        .route("open", Config.rule("/open", Config.to("b")));
  }

  /** It is the backend's own answer to who asked. */
  @Test
  void whatABackendSaysOfAClientIsItsOwnAffair() {
    try (GatewayFixture gateway = GatewayFixture.serving(config())) {
      Wire.Message answer = gateway.exchange(request("GET", "/", BEARER));
      assertThat(answer.all("X-User-Id")).containsExactly("alice", "root");
      assertThat(gateway.get("/open").all("X-Roles")).containsExactly("admin");
    }
  }

  @Test
  void aRouteTakesItOutWithEveryCopy() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(
            config(
                new RouteFilter.EditResponseHeaders(
                    new HeaderEdits(List.of(), List.of(), List.of("x-user-id", "x-roles")))))) {
      try (Wire client = gateway.client()) {
        for (int i = 0; i < 3; i++) {
          Wire.Message answer = client.send(request("GET", "/", BEARER)).response();
          assertThat(answer.status()).isEqualTo(200);
          assertThat(answer.all("X-User-Id")).isEmpty();
          assertThat(answer.all("X-Roles")).isEmpty();
        }
      }
    }
  }

  /** No answer of the gateway's own tells who it took the client for. */
  @Test
  void theGatewayTellsNobodyWhoTheyAre() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(
            config()
                .route(
                    "admin",
                    Access.known(
                        "/admin",
                        false,
                        Config.to("b"),
                        List.of(Access.permission("what:nobody:may")))))) {
      Wire.Message refused = gateway.exchange(request("GET", "/admin", BEARER));
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.head() + refused.text()).doesNotContainIgnoringCase("alice");
    }
  }

  /** Somebody in front may have asked who the client is, and tells the backend in this way. */
  @Test
  void aDataPlaneThatKnowsNobodyLeavesCommonNamesToWhoDoes() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(
            new Config().backend("b", backend.endpoint()).forward("other", "/other", "b"))) {
      gateway.exchange(request("GET", "/other", "X-User: alice", "X-Auth-Request-User: alice"));
      assertThat(backend.lastRequest().all("X-User")).containsExactly("alice");
      assertThat(backend.lastRequest().all("X-Auth-Request-User")).containsExactly("alice");
    }
  }

  /** The client's is gone by then; what a route writes is the route's word. */
  @Test
  void aRouteMaySetACommonNameThatNoProviderSets() {
    RouteFilter telling =
        new RouteFilter.EditRequestHeaders(
            new HeaderEdits(
                List.of(
                    new HeaderValue("x-user", List.of(new ValuePart.Text("of the route"))),
                    new HeaderValue("x-auth-plan", List.of(new ValuePart.Text("gold")))),
                List.of(),
                List.of()));
    try (GatewayFixture gateway = GatewayFixture.serving(config(telling))) {
      String[] client = {"X-User: root", "X_User: root", "X-Auth-Plan: free"};
      gateway.exchange(request("GET", "/", BEARER, client[0], client[1], client[2]));
      assertThat(backend.lastRequest().all("X-User")).containsExactly("of the route");
      assertThat(backend.lastRequest().all("X-Auth-Plan")).containsExactly("gold");
      assertThat(backend.lastRequest().head()).doesNotContain("root", "free");
      assertThat(gateway.exchange(request("GET", "/open", client[0])).status()).isEqualTo(200);
      assertThat(backend.lastRequest().all("X-User")).isEmpty();
    }
  }
}
