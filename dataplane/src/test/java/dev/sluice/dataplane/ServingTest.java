package dev.sluice.dataplane;

import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.HeaderEdits;
import dev.sluice.snapshot.HeaderValue;
import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.RequestVariable;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.Target;
import dev.sluice.snapshot.ValuePart;
import dev.sluice.snapshot.WeightedTarget;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ServingTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @Test
  void aRequestGoesToTheBackendAndItsAnswerBack() {
    try (ScriptedBackend backend = ScriptedBackend.answering(OK);
        GatewayFixture gateway =
            GatewayFixture.serving(
                new Config()
                    .backend("orders", backend.endpoint())
                    .forward("orders", "/orders", "orders"))) {
      Wire.Message answer = gateway.get("/orders/7?x=1");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).isEqualTo("ok");
      assertThat(backend.lastRequest().startLine()).isEqualTo("GET /orders/7?x=1 HTTP/1.1");
      assertThat(answer.first("X-Request-Id"))
          .isEqualTo(backend.lastRequest().first("X-Request-Id"));
    }
  }

  @Test
  void aDirectResponseNeedsNoBackend() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(new Config().respond("hello", "/hello", 203, "hello"))) {
      Wire.Message answer = gateway.get("/hello");
      assertThat(answer.status()).isEqualTo(203);
      assertThat(answer.text()).isEqualTo("hello");
      assertThat(answer.first("Content-Type")).isEqualTo("text/plain");
    }
  }

  @Test
  void headGetsTheHeadOfADirectResponseAndNoBody() {
    try (GatewayFixture gateway =
            GatewayFixture.serving(new Config().respond("hello", "/hello", 200, "hello"));
        Wire client = gateway.client()) {
      Wire.Message head = client.send(request("HEAD", "/hello")).responseHead();
      assertThat(head.first("Content-Length")).isEqualTo("5");
      assertThat(client.send(request("GET", "/hello")).response().text()).isEqualTo("hello");
    }
  }

  @Test
  void noRouteIsA404AndAnotherMethodA405WithAllow() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(
            new Config()
                .route(
                    "r",
                    Config.rule(
                        "/a",
                        new MethodMatch.Is("GET"),
                        HeaderEdits.NONE,
                        new RouteAction.Respond(200, "", ""))))) {
      Wire.Message none = gateway.get("/b");
      assertThat(none.status()).isEqualTo(404);
      assertThat(none.first("Content-Type")).isEqualTo("application/problem+json");
      assertThat(none.text()).contains("\"reason\":\"NO_ROUTE\"");
      Wire.Message other = gateway.exchange(request("DELETE", "/a"));
      assertThat(other.status()).isEqualTo(405);
      assertThat(other.first("Allow")).contains("GET");
    }
  }

  @Test
  void theHostChoosesTheRouteWhateverItsCaseDotAndPort() {
    Config config = new Config();
    config.route(
        new RouteSection(
            Config.key("shop"),
            1,
            0,
            List.of(new HostPattern.Exact("shop.example.com")),
            List.of(Config.rule("/", new RouteAction.Respond(200, "text/plain", "shop")))));
    try (GatewayFixture gateway = GatewayFixture.serving(config)) {
      for (String host :
          List.of(
              "shop.example.com", "SHOP.example.com", "shop.example.com.", "shop.example.com:80")) {
        assertThat(gateway.exchange("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").status())
            .as(host)
            .isEqualTo(200);
      }
      assertThat(gateway.get("/").status()).isEqualTo(404);
    }
  }

  @Test
  void theShareOfAMissingBackendIsA500() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(
            new Config()
                .route(
                    "r",
                    Config.rule(
                        "/",
                        new RouteAction.Forward(
                            List.of(
                                new WeightedTarget(
                                    new Target.Unresolved(Config.key("gone"), "NotFound"),
                                    1))))))) {
      Wire.Message answer = gateway.get("/");
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.text()).contains("BACKEND_UNRESOLVED").doesNotContain("gone");
    }
  }

  @Test
  void weightsShareRequestsAndZeroGetsNone() {
    try (ScriptedBackend a = ScriptedBackend.answering(OK);
        ScriptedBackend b = ScriptedBackend.answering(OK);
        ScriptedBackend c = ScriptedBackend.answering(OK);
        GatewayFixture gateway =
            GatewayFixture.serving(
                new Config()
                    .backend("a", a.endpoint())
                    .backend("b", b.endpoint())
                    .backend("c", c.endpoint())
                    .route(
                        "r",
                        Config.rule(
                            "/",
                            new RouteAction.Forward(
                                List.of(
                                    new WeightedTarget(new Target.Backend(Config.key("a")), 9),
                                    new WeightedTarget(new Target.Backend(Config.key("b")), 1),
                                    new WeightedTarget(
                                        new Target.Backend(Config.key("c")), 0))))));
        Wire client = gateway.client()) {
      for (int i = 0; i < 1_000; i++) {
        client.send(request("GET", "/")).response();
      }
      // Six standard deviations around 100.
      assertThat(b.requests().size()).isBetween(43, 157);
      assertThat(a.requests().size() + b.requests().size()).isEqualTo(1_000);
      assertThat(c.requests()).isEmpty();
    }
  }

  @Test
  void requestHeadersAreRemovedSetAndAdded() {
    HeaderEdits edits =
        new HeaderEdits(
            List.of(
                new HeaderValue(
                    "x-who",
                    List.of(
                        new ValuePart.Text("ip="),
                        new ValuePart.Variable(RequestVariable.CLIENT_IP),
                        new ValuePart.Text(" route="),
                        new ValuePart.Variable(RequestVariable.ROUTE_NAME),
                        new ValuePart.Text(" path="),
                        new ValuePart.Variable(RequestVariable.REQUEST_PATH)))),
            List.of(new HeaderValue("x-more", List.of(new ValuePart.Text("2")))),
            List.of("x-debug"));
    try (ScriptedBackend backend = ScriptedBackend.answering(OK);
        GatewayFixture gateway =
            GatewayFixture.serving(
                new Config()
                    .backend("b", backend.endpoint())
                    .route("r", Config.rule("/", new MethodMatch.Any(), edits, Config.to("b"))))) {
      gateway.exchange(request("GET", "/%61?q", "X-Debug: 1", "X-Who: me", "X-More: 1"));
      Wire.Message seen = backend.lastRequest();
      assertThat(seen.all("x-debug")).isEmpty();
      assertThat(seen.all("x-who")).containsExactly("ip=127.0.0.1 route=r path=/a");
      assertThat(seen.all("x-more")).containsExactly("1", "2");
    }
  }

  @Test
  void noClientTakesAwayOrDoublesWhatTheRouteSays() {
    HeaderEdits edits =
        new HeaderEdits(
            List.of(new HeaderValue("X-User", List.of(new ValuePart.Text("nobody")))),
            List.of(new HeaderValue("X-More", List.of(new ValuePart.Text("2")))),
            List.of("X-Internal"));
    try (ScriptedBackend backend = ScriptedBackend.answering(OK);
        GatewayFixture gateway =
            GatewayFixture.serving(
                new Config()
                    .backend("b", backend.endpoint())
                    .route("r", Config.rule("/", new MethodMatch.Any(), edits, Config.to("b"))))) {
      for (String evil :
          List.of(
              "Connection: X-User, x-more",
              "Connection: close, x-user",
              "Connection: upgrade, X-USER",
              "X_User: admin",
              "x_user: admin",
              "X_Internal: 1")) {
        gateway.exchange(request("GET", "/", evil));
        Wire.Message seen = backend.lastRequest();
        assertThat(seen.all("X-User")).as(evil).containsExactly("nobody");
        assertThat(seen.all("X-More")).as(evil).containsExactly("2");
        assertThat(seen.all("X_User")).as(evil).isEmpty();
        assertThat(seen.all("X_Internal")).as(evil).isEmpty();
      }
    }
  }

  @Test
  void readinessWaitsForTheFirstSnapshot() {
    try (GatewayFixture gateway = GatewayFixture.start()) {
      assertThat(gateway.admin("/healthz").status()).isEqualTo(200);
      Wire.Message before = gateway.admin("/readyz");
      assertThat(before.status()).isEqualTo(503);
      assertThat(before.text()).contains("NOT_CONFIGURED");
      gateway.apply(new Config().respond("r", "/", 200, ""));
      assertThat(gateway.admin("/readyz").status()).isEqualTo(200);
    }
  }
}
