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
  void theHttp2PrefaceIsRefused() {
    try (Wire client = attack.gateway().client()) {
      client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
      assertThat(client.responseHead().status()).isEqualTo(400);
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
