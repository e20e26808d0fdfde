package dev.sluice.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.AccessPolicies;
import dev.sluice.snapshot.Authentication;
import dev.sluice.snapshot.Cors;
import dev.sluice.snapshot.HeaderEdits;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.RouteAction;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PreflightTest {
  private static final String VARY =
      "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";

  private static void isRefused(Wire.Message answer) {
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.text()).contains("\"reason\":\"CORS_REFUSED\"");
    assertThat(answer.fields())
        .noneMatch(field -> field.toLowerCase(Locale.ROOT).startsWith("access-control-"));
    assertThat(answer.all("Vary")).containsExactly(VARY);
  }

  @Test
  void theGatewayAnswersAndTheBackendIsNotAsked() {
    try (CorsFixture fixture = new CorsFixture(CorsFixture.FULL)) {
      Wire.Message answer =
          fixture.preflight(
              CorsFixture.APP, "PUT", "Access-Control-Request-Headers: authorization,x-page");
      assertThat(answer.status()).isEqualTo(204);
      assertThat(answer.all("Access-Control-Allow-Origin")).containsExactly(CorsFixture.APP);
      assertThat(answer.all("Access-Control-Allow-Methods")).containsExactly("GET, POST, PUT");
      assertThat(answer.all("Access-Control-Allow-Headers"))
          .containsExactly("authorization, x-page");
      assertThat(answer.all("Access-Control-Allow-Credentials")).containsExactly("true");
      assertThat(answer.all("Access-Control-Max-Age")).containsExactly("600");
      assertThat(answer.all("Access-Control-Expose-Headers")).isEmpty();
      assertThat(answer.all("Vary")).containsExactly(VARY);
      assertThat(answer.body()).isEmpty();
      assertThat(fixture.backend().requests()).isEmpty();
    }
  }

  @Test
  void aConnectionLivesOnBehindOneEvenIfItHasABody() {
    try (CorsFixture fixture = new CorsFixture(CorsFixture.FULL);
        Wire client = fixture.gateway().client()) {
      String head =
          "OPTIONS / HTTP/1.1\r\nHost: a.test\r\nOrigin: "
              + CorsFixture.APP
              + "\r\nAccess-Control-Request-Method: GET\r\nContent-Length: 5\r\n\r\nhello";
      assertThat(client.send(head).response().status()).isEqualTo(204);
      assertThat(client.send(GatewayFixture.request("GET", "/")).response().status())
          .isEqualTo(200);
    }
  }

  @Test
  void whatIsNotAllowedIsRefused() {
    try (CorsFixture fixture = new CorsFixture(CorsFixture.FULL)) {
      isRefused(fixture.preflight("https://evil.example", "GET"));
      isRefused(fixture.preflight("null", "GET"));
      for (String method : List.of("DELETE", "put", "PATCH", "GET, PUT", "*", "TRACE", "P\tUT")) {
        isRefused(fixture.preflight(CorsFixture.APP, method));
      }
      for (String names :
          List.of("x-other", "x-page,x-other", "authorization, cookie", "*", "x-page x-other")) {
        isRefused(
            fixture.preflight(CorsFixture.APP, "GET", "Access-Control-Request-Headers: " + names));
      }
      isRefused(
          fixture.preflight(
              CorsFixture.APP,
              "GET",
              "Access-Control-Request-Headers: x-page",
              "Access-Control-Request-Headers: x-other"));
      assertThat(fixture.backend().requests()).isEmpty();
    }
  }

  @Test
  void listsOfHeadersAreReadAsBrowsersOfAnyAgeWriteThem() {
    try (CorsFixture fixture = new CorsFixture(CorsFixture.FULL)) {
      for (String names : List.of("X-Page", "x-page, Authorization", "x-page,,", " , x-page", "")) {
        assertThat(
                fixture
                    .preflight(CorsFixture.APP, "GET", "Access-Control-Request-Headers: " + names)
                    .status())
            .as(names)
            .isEqualTo(204);
      }
    }
  }

  @Test
  void privateNetworksStayPrivate() {
    try (CorsFixture fixture = new CorsFixture(CorsFixture.FULL)) {
      isRefused(
          fixture.preflight(
              CorsFixture.APP, "GET", "Access-Control-Request-Private-Network: true"));
    }
  }

  @Test
  void theStarWithoutCredentialsIsSentAsItIsAndNeverMeansAuthorization() {
    try (CorsFixture fixture =
        new CorsFixture(
            new Cors.On(List.of("*"), List.of("*"), List.of("*"), List.of("*"), false, 0))) {
      Wire.Message answer =
          fixture.preflight(
              "https://any.example", "PURGE", "Access-Control-Request-Headers: x-a,x-b");
      assertThat(answer.status()).isEqualTo(204);
      assertThat(answer.all("Access-Control-Allow-Origin")).containsExactly("*");
      assertThat(answer.all("Access-Control-Allow-Methods")).containsExactly("*");
      assertThat(answer.all("Access-Control-Allow-Headers")).containsExactly("*");
      assertThat(answer.all("Access-Control-Max-Age")).containsExactly("0");
      isRefused(
          fixture.preflight(
              "https://any.example", "GET", "Access-Control-Request-Headers: authorization"));
      isRefused(fixture.preflight("https://any.example", "G@T"));
    }
  }

  @Test
  void theStarWithCredentialsNamesWhatWasAsked() {
    try (CorsFixture fixture =
        new CorsFixture(
            new Cors.On(
                List.of(CorsFixture.APP),
                List.of("*"),
                List.of("*", "authorization"),
                List.of(),
                true,
                5))) {
      Wire.Message answer =
          fixture.preflight(
              CorsFixture.APP, "PURGE", "Access-Control-Request-Headers: x-a, Authorization");
      assertThat(answer.all("Access-Control-Allow-Methods")).containsExactly("PURGE");
      assertThat(answer.all("Access-Control-Allow-Headers")).containsExactly("x-a, authorization");
      isRefused(
          fixture.preflight(CorsFixture.APP, "GET", "Access-Control-Request-Headers: x-a, b@d"));
    }
  }

  @Test
  void noCredentialIsWanted() {
    AccessPolicies closed = AccessPolicies.OPEN.with(CorsFixture.FULL).with(Authentication.CLOSED);
    try (ScriptedBackend backend = ScriptedBackend.answering("HTTP/1.1 200 OK\r\n\r\n");
        GatewayFixture gateway =
            GatewayFixture.serving(
                new Config()
                    .backend("b", backend.endpoint())
                    .route("r", Config.under(closed, Config.rule("/", Config.to("b")))))) {
      assertThat(
              gateway
                  .exchange(
                      GatewayFixture.request(
                          "OPTIONS",
                          "/",
                          "Origin: " + CorsFixture.APP,
                          "Access-Control-Request-Method: GET"))
                  .status())
          .isEqualTo(204);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT"})
  void theRuleOfTheRequestedMethodAnswers(String method) {
    Cors.On ofGet = new Cors.On(List.of("*"), List.of("GET"), List.of(), List.of(), false, 1);
    Cors.On ofPut = new Cors.On(List.of("*"), List.of("PUT"), List.of(), List.of(), false, 2);
    RouteAction ok = new RouteAction.Respond(200, "text/plain", "a rule for OPTIONS");
    try (GatewayFixture gateway =
        GatewayFixture.serving(
            new Config()
                .route(
                    "r",
                    Config.under(
                        AccessPolicies.OPEN.with(ofGet),
                        Config.rule("/", new MethodMatch.Is("GET"), HeaderEdits.NONE, ok)),
                    Config.under(
                        AccessPolicies.OPEN.with(ofPut),
                        Config.rule("/put", new MethodMatch.Is("PUT"), HeaderEdits.NONE, ok)),
                    Config.rule("/put", new MethodMatch.Is("OPTIONS"), HeaderEdits.NONE, ok)))) {
      Wire.Message answer =
          gateway.exchange(
              GatewayFixture.request(
                  "OPTIONS",
                  "/put",
                  "Origin: https://any.example",
                  "Access-Control-Request-Method: " + method));
      assertThat(answer.status()).isEqualTo(204);
      assertThat(answer.first("Access-Control-Max-Age"))
          .isEqualTo(method.equals("GET") ? "1" : "2");
      // Without an announcement it is a request like any other.
      assertThat(gateway.exchange(GatewayFixture.request("OPTIONS", "/put")).text())
          .isEqualTo("a rule for OPTIONS");
      assertThat(
              gateway
                  .exchange(
                      GatewayFixture.request(
                          "OPTIONS",
                          "/put",
                          "Origin: https://any.example",
                          "Access-Control-Request-Method: DELETE"))
                  .text())
          .isEqualTo("a rule for OPTIONS");
    }
  }

  @Test
  void aBackendWithoutThePolicySpeaksForItself() {
    try (CorsFixture fixture = new CorsFixture(CorsFixture.FULL)) {
      Wire.Message answer =
          fixture.send(
              "OPTIONS",
              "/plain",
              "Origin: https://any.example",
              "Access-Control-Request-Method: GET");
      assertThat(answer.text()).isEqualTo("ok");
      assertThat(fixture.backend().requests()).hasSize(1);
    }
  }
}
