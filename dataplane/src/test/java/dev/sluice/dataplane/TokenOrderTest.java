package dev.sluice.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of several providers of tokens judges a token: none is rescued by another. */
final class TokenOrderTest {
  private final ScriptedBackend backend =
      ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  private final TokenDesk desk = TokenDesk.saying("{\"active\":true,\"sub\":\"by-the-desk\"}");

  @AfterEach
  void stop() {
    backend.close();
    desk.close();
  }

  private GatewayFixture serving(IntrospectionConfig provider) {
    return GatewayFixture.serving(
        provider.on(
            new Config().backend("b", backend.endpoint()),
            JwtConfig.of(TestIssuer.RSA).provider()));
  }

  private static String bearer(String token) {
    return GatewayFixture.request("GET", "/", "Authorization: Bearer " + token);
  }

  private static String foreign() {
    TestIssuer rsa = TestIssuer.RSA;
    return rsa.sign(
        rsa.header(),
        "{\"iss\":\"https://else.test\",\"sub\":\"x\",\"exp\":" + (TestIssuer.now() + 60) + "}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"opaque", "2YotnFZFEjr1zCsicMWpAA", "ya29.a0AfH6", "a.b.c.d.e"})
  void aTokenThatIsNotSignedGoesOnToTheIssuer(String token) {
    try (GatewayFixture gateway = serving(IntrospectionConfig.at(desk.port()).opaqueOnly())) {
      assertThat(gateway.exchange(bearer(token)).status()).isEqualTo(200);
      assertThat(desk.questions()).hasSize(1);
    }
  }

  @Test
  void ofSignedTokensTheIssuerIsNotAskedUnlessItIsToBe() {
    try (GatewayFixture gateway = serving(IntrospectionConfig.at(desk.port()).opaqueOnly())) {
      assertThat(gateway.exchange(bearer(TestIssuer.RSA.token())).status()).isEqualTo(200);
      assertThat(gateway.exchange(bearer(foreign())).status()).isEqualTo(401);
      assertThat(desk.questions()).isEmpty();
      gateway.apply(
          IntrospectionConfig.at(desk.port())
              .on(
                  new Config().backend("b", backend.endpoint()),
                  JwtConfig.of(TestIssuer.RSA).provider()));
      assertThat(gateway.exchange(bearer(foreign())).status()).isEqualTo(200);
      assertThat(desk.questions()).hasSize(1);
    }
  }

  @Test
  void aSignedTokenThatIsBadIsNotRescued() {
    try (GatewayFixture gateway = serving(IntrospectionConfig.at(desk.port()))) {
      String good = TestIssuer.RSA.token();
      for (String bad :
          new String[] {
            good.substring(0, good.length() - 8) + "AAAAAAAA",
            TestIssuer.OTHER_RSA.named("rsa-1").token(),
            good + "=",
            "a.b.c",
            "..",
            good.substring(0, good.lastIndexOf('.') + 1)
          }) {
        assertThat(gateway.exchange(bearer(bad)).status()).as(bad).isEqualTo(401);
      }
      assertThat(desk.questions()).isEmpty();
      assertThat(gateway.exchange(bearer(good)).status()).isEqualTo(200);
    }
  }

  @Test
  void whatTheIssuerSaysIsTheLastWord() {
    desk.say("{\"active\":false}");
    try (GatewayFixture gateway =
        GatewayFixture.serving(
            IntrospectionConfig.at(desk.port())
                .on(
                    new Config().backend("b", backend.endpoint()),
                    JwtConfig.of(TestIssuer.RSA).provider())
                .route("first", JwtConfig.asking("/first", true, "opaque", "idp")))) {
      // Asked first and about everything: the JWT that the other provider takes is refused.
      for (String token : new String[] {TestIssuer.RSA.token(), "opaque"}) {
        String request = GatewayFixture.request("GET", "/first", "Authorization: Bearer " + token);
        assertThat(gateway.exchange(request).status()).isEqualTo(401);
      }
      assertThat(gateway.get("/first").status()).isEqualTo(200);
    }
  }
}
