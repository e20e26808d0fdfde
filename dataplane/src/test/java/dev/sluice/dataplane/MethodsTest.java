package dev.sluice.dataplane;

import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.Wire;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** V8, V9 and HP19. */
final class MethodsTest {
  private static final AttackFixture attack = new AttackFixture();

  @AfterAll
  static void stop() {
    attack.close();
  }

  @Test
  void traceAndConnectAreNotAllowed() {
    attack.refuses(request("TRACE", "/", "Cookie: a=b"), 405, "METHOD_NOT_ALLOWED");
    attack.refuses(
        "CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\n\r\n", 405, "METHOD_NOT_ALLOWED");
  }

  @Test
  void unknownMethodsAndOtherSpellingsAreNotImplemented() {
    for (String method : List.of("get", "GeT", "FOO", "TRACK")) {
      attack.refuses(request(method, "/"), 501, "METHOD_NOT_IMPLEMENTED");
    }
    attack.refusesBare(request("A".repeat(40), "/"));
  }

  @Test
  void registeredMethodsPass() {
    for (String method : List.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND")) {
      assertThat(attack.forwarded(request(method, "/")).startLine()).startsWith(method + " ");
    }
  }

  @Test
  void onlyOneExpectationIsKnown() {
    attack.refuses(request("POST", "/", "Expect: magic"), 417, "EXPECTATION_FAILED");
    attack.refuses(
        request("POST", "/", "Expect: 100-continue", "Expect: x"), 417, "EXPECTATION_FAILED");
  }

  @Test
  void h2cIsNeverHonouredAndNeverForwarded() {
    for (String upgrade : List.of("h2c", "H2C", "foo, h2c", "h2c, websocket", "websocket, h2c")) {
      Wire.Message seen =
          attack.forwarded(
              request(
                  "GET",
                  "/",
                  "Connection: Upgrade, HTTP2-Settings",
                  "Upgrade: " + upgrade,
                  "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA"));
      assertThat(seen.all("Upgrade")).as(upgrade).isEmpty();
      assertThat(seen.all("HTTP2-Settings")).as(upgrade).isEmpty();
      assertThat(seen.all("Connection")).as(upgrade).isEmpty();
    }
  }

  @Test
  void otherVersionsOfHttpAreNotSupported() {
    for (String version : List.of("0.9", "1.2", "1.9", "2.0", "2.7", "3.0")) {
      attack.refuses(
          "GET / HTTP/" + version + "\r\nHost: a.test\r\n\r\n", 505, "HTTP_VERSION_NOT_SUPPORTED");
    }
    attack.refuses("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "HTTP_VERSION_NOT_SUPPORTED");
    attack.refusesBare("GET / HTTP/1.10\r\nHost: a.test\r\n\r\n");
    attack.refusesBare("GET / http/1.1\r\nHost: a.test\r\n\r\n");
  }

  @Test
  void theVersionIsLookedAtOnEveryRequestOfAConnection() {
    try (Wire client = attack.gateway().client()) {
      client.send(request("GET", "/", "X-Line: GET / HTTP/1.9"));
      assertThat(client.response().status()).isEqualTo(200);
      assertThat(attack.backend().lastRequest().first("X-Line")).isEqualTo("GET / HTTP/1.9");
      client.send(request("POST", "/", "Content-Length: 14") + "x HTTP/1.9\r\nyz");
      assertThat(client.response().status()).isEqualTo(200);
      assertThat(attack.backend().lastRequest().text()).isEqualTo("x HTTP/1.9\r\nyz");
      client.send("GET / HTTP/1.9\r\nHost: a.test\r\n\r\n");
      assertThat(client.response().status()).isEqualTo(505);
    }
  }

  @Test
  void aRouteThatLeadsBackToTheGatewayIsALoop() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(new Config().respond("r", "/", 200, "not yet"))) {
      gateway.apply(
          new Config()
              .backend("self", new dev.sluice.snapshot.Endpoint("127.0.0.1", gateway.port()))
              .forward("r", "/", "self"));
      Wire.Message answer = gateway.get("/");
      assertThat(answer.status()).isEqualTo(508);
      assertThat(answer.text()).contains("LOOP_DETECTED");
    }
  }

  @Test
  void aRequestThatCameBackThreeTimesIsALoop() {
    assertThat(attack.forwarded(request("GET", "/", "Via: 1.1 sluice")).all("Via"))
        .containsExactly("1.1 sluice, 1.1 sluice");
    attack.refuses(
        request("GET", "/", "Via: 1.1 sluice, 1.1 sluice, 1.1 sluice"), 508, "LOOP_DETECTED");
    attack.refuses(request("GET", "/", "Via: 1.1 a" + ", 1.1 a".repeat(19)), 508, "LOOP_DETECTED");
  }
}
