package dev.sluice.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.AccessPolicies;
import dev.sluice.snapshot.Authentication;
import dev.sluice.snapshot.Cors;
import dev.sluice.snapshot.HeaderEdits;
import dev.sluice.snapshot.HeaderValue;
import dev.sluice.snapshot.RouteFilter;
import dev.sluice.snapshot.ValuePart;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers to pages of other origins; preflights have {@link PreflightTest}. */
final class CorsTest {
  private static void isReadable(Wire.Message answer, String origin) {
    assertThat(answer.all("Access-Control-Allow-Origin")).containsExactly(origin);
    assertThat(answer.all("Access-Control-Allow-Credentials")).containsExactly("true");
    assertThat(answer.all("Access-Control-Expose-Headers"))
        .containsExactly("X-Request-Id, X-Total");
    assertThat(answer.all("Vary")).containsExactly("Origin");
  }

  private static void isNotReadable(Wire.Message answer) {
    assertThat(answer.fields())
        .noneMatch(field -> field.toLowerCase(java.util.Locale.ROOT).startsWith("access-control-"));
    assertThat(answer.all("Vary")).containsExactly("Origin");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        CorsFixture.APP,
        "https://a.wild.example",
        "https://a.b.wild.example",
        "https://a.wild.example:8443",
        "https://pr-17.preview.example",
        "https://[2001:db8::1]:8443"
      })
  void originsThatAreMeantMayRead(String origin) {
    try (CorsFixture fixture = new CorsFixture(CorsFixture.FULL)) {
      Wire.Message answer = fixture.from(origin);
      assertThat(answer.status()).isEqualTo(200);
      isReadable(answer, origin);
    }
  }

  @Test
  void othersAreServedAndMayNotRead() {
    try (CorsFixture fixture = new CorsFixture(CorsFixture.FULL)) {
      for (String origin : List.of("https://other.example", "null", "https://wild.example", "*")) {
        Wire.Message answer = fixture.from(origin);
        assertThat(answer.status()).isEqualTo(200);
        isNotReadable(answer);
      }
      isNotReadable(fixture.send("GET", "/"));
      isNotReadable(fixture.send("OPTIONS", "/"));
      assertThat(fixture.backend().requests()).hasSize(6);
    }
  }

  @Test
  void aCrossSitePostWithCookiesReachesTheBackendAndIsNotReadable() {
    try (CorsFixture fixture = new CorsFixture(CorsFixture.FULL)) {
      Wire.Message answer =
          fixture.send("POST", "/", "Origin: https://evil.example", "Cookie: a=b");
      assertThat(answer.status()).isEqualTo(200);
      isNotReadable(answer);
      assertThat(fixture.backend().lastRequest().first("Origin")).isEqualTo("https://evil.example");
    }
  }

  @Test
  void nullIsAllowedByNameOnly() {
    try (CorsFixture fixture = new CorsFixture(CorsFixture.origins("null"))) {
      assertThat(fixture.from("null").all("Access-Control-Allow-Origin")).containsExactly("null");
      assertThat(fixture.from("https://null").all("Access-Control-Allow-Origin")).isEmpty();
    }
    try (CorsFixture fixture = new CorsFixture(CorsFixture.origins("regex:.*"))) {
      assertThat(fixture.from("null").all("Access-Control-Allow-Origin")).isEmpty();
    }
  }

  @Test
  void everybodyMayReadWhatIsForEverybodyAndCachesMayKeepOneAnswer() {
    try (CorsFixture fixture = new CorsFixture(CorsFixture.origins("*"))) {
      for (Wire.Message answer :
          List.of(fixture.from("https://any.example"), fixture.send("GET", "/"))) {
        assertThat(answer.all("Access-Control-Allow-Origin")).containsExactly("*");
        assertThat(answer.all("Access-Control-Allow-Credentials")).isEmpty();
        assertThat(answer.all("Vary")).isEmpty();
      }
    }
  }

  @Test
  void theBackendHasNoSay() {
    String answer =
        """
        HTTP/1.1 200 OK\r
        access-control-allow-origin: *\r
        Access-Control-Allow-Origin: https://evil.example\r
        Access-Control-Allow-Credentials: true\r
        Access-Control-Allow-Methods: DELETE\r
        Access-Control-Allow-Headers: *\r
        Access-Control-Expose-Headers: Set-Cookie\r
        Access-Control-Max-Age: 99999\r
        Access-Control-Allow-Private-Network: true\r
        Vary: Accept-Encoding\r
        Vary: Accept\r
        Content-Length: 0\r
        \r
        """;
    try (CorsFixture fixture = new CorsFixture(CorsFixture.FULL, answer)) {
      Wire.Message read = fixture.from(CorsFixture.APP);
      assertThat(read.all("Access-Control-Allow-Origin")).containsExactly(CorsFixture.APP);
      assertThat(read.all("Access-Control-Expose-Headers"))
          .containsExactly("X-Request-Id, X-Total");
      assertThat(read.all("Vary")).containsExactly("Accept-Encoding, Accept, Origin");
      assertThat(read.fields())
          .noneMatch(field -> field.contains("99999") || field.contains("DELETE"))
          .noneMatch(field -> field.contains("Private-Network"));
      Wire.Message evil = fixture.from("https://evil.example");
      assertThat(evil.fields()).noneMatch(field -> field.startsWith("Access-Control-"));
      assertThat(evil.fields()).noneMatch(field -> field.startsWith("access-control-"));
      // A rule without the policy: the backend speaks for itself.
      assertThat(fixture.send("GET", "/plain").all("Access-Control-Allow-Origin"))
          .containsExactly("*", "https://evil.example");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Origin", "accept, ORIGIN", "*", "Accept-Encoding,origin"})
  void aVaryThatSaysItAlreadyStays(String vary) {
    try (CorsFixture fixture =
        new CorsFixture(
            CorsFixture.FULL,
            "HTTP/1.1 200 OK\r\nVary: " + vary + "\r\nContent-Length: 0\r\n\r\n")) {
      assertThat(fixture.from(CorsFixture.APP).all("Vary")).containsExactly(vary);
    }
  }

  @Test
  void filtersDoNotAddASecondOpinion() {
    RouteFilter filter =
        new RouteFilter.EditResponseHeaders(
            new HeaderEdits(
                List.of(
                    new HeaderValue(
                        "access-control-allow-origin", List.of(new ValuePart.Text("*")))),
                List.of(),
                List.of("vary")));
    try (ScriptedBackend backend =
            ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        GatewayFixture gateway =
            GatewayFixture.serving(
                new Config()
                    .backend("b", backend.endpoint())
                    .route(
                        "r",
                        Config.under(
                            AccessPolicies.OPEN.with(CorsFixture.FULL),
                            Config.rule("/", Config.to("b"), filter))))) {
      isReadable(
          gateway.exchange(GatewayFixture.request("GET", "/", "Origin: " + CorsFixture.APP)),
          CorsFixture.APP);
    }
  }

  @Test
  void whoMayReadMayReadRefusalsAndFailuresOfTheGatewayToo() {
    AccessPolicies cors = AccessPolicies.OPEN.with((Cors) CorsFixture.FULL);
    try (ScriptedBackend broken = ScriptedBackend.answering("nonsense\r\n\r\n");
        GatewayFixture gateway =
            GatewayFixture.serving(
                new Config()
                    .backend("broken", broken.endpoint())
                    .backend("empty")
                    .route(
                        "r",
                        Config.under(
                            cors.with(Authentication.CLOSED),
                            Config.rule("/closed", Config.to("broken"))),
                        Config.under(cors, Config.rule("/broken", Config.to("broken"))),
                        Config.under(cors, Config.rule("/empty", Config.to("empty")))))) {
      gatewaySays(gateway, "/broken", 502);
      gatewaySays(gateway, "/empty", 503);
      Wire.Message closed =
          gateway.exchange(GatewayFixture.request("GET", "/closed", "Origin: " + CorsFixture.APP));
      assertThat(closed.status()).isGreaterThanOrEqualTo(400);
      isReadable(closed, CorsFixture.APP);
    }
  }

  private static void gatewaySays(GatewayFixture gateway, String target, int status) {
    Wire.Message answer =
        gateway.exchange(GatewayFixture.request("GET", target, "Origin: " + CorsFixture.APP));
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.first("Content-Type")).isEqualTo("application/problem+json");
    isReadable(answer, CorsFixture.APP);
    isNotReadable(
        gateway.exchange(GatewayFixture.request("GET", target, "Origin: https://evil.example")));
  }

  @Test
  void severalOriginsAreNone() {
    try (CorsFixture fixture = new CorsFixture(CorsFixture.FULL)) {
      isNotReadable(
          fixture.send("GET", "/", "Origin: " + CorsFixture.APP, "Origin: https://a.wild.example"));
      isNotReadable(fixture.from(CorsFixture.APP + ", https://a.wild.example"));
      isNotReadable(fixture.from(CorsFixture.APP + " https://a.wild.example"));
    }
  }

  @Test
  void anOriginThatIsNoneIsRefused() {
    try (CorsFixture fixture = new CorsFixture(CorsFixture.FULL)) {
      Wire.Message huge = fixture.from("https://" + "a".repeat(10_240) + ".wild.example");
      assertThat(huge.status()).isEqualTo(400);
      assertThat(huge.text()).contains("INVALID_HEADER");
      assertThat(fixture.from("https://a\rX: b").status()).isEqualTo(400);
      assertThat(fixture.from("https://a\u0000.wild.example").status()).isEqualTo(400);
      assertThat(fixture.backend().requests()).isEmpty();
    }
  }

  @Test
  void anInjectedLineIsAnotherFieldAndChangesNothing() {
    try (CorsFixture fixture = new CorsFixture(CorsFixture.FULL)) {
      Wire.Message answer =
          fixture.from(CorsFixture.APP + "\r\nAccess-Control-Allow-Origin: https://evil.example");
      isReadable(answer, CorsFixture.APP);
    }
  }

  @Test
  void connectionsThatLiveOnMixNoOrigins() {
    try (CorsFixture fixture = new CorsFixture(CorsFixture.FULL);
        Wire client = fixture.gateway().client()) {
      for (int i = 0; i < 20; i++) {
        String mine = "https://a" + i + ".wild.example";
        isReadable(
            client.send(GatewayFixture.request("GET", "/", "Origin: " + mine)).response(), mine);
        isNotReadable(client.send(GatewayFixture.request("GET", "/")).response());
      }
    }
  }
}
