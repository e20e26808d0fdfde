package dev.sluice.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.CredentialPlace;
import dev.sluice.snapshot.ForwardedClaim;
import dev.sluice.snapshot.KeySet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who has a good token passes, in whatever place and by whatever key; who has none is told so. */
final class JwtTest {
  private final ScriptedBackend backend =
      ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

  @AfterEach
  void stop() {
    backend.close();
  }

  private GatewayFixture serving(JwtConfig... providers) {
    return GatewayFixture.serving(
        JwtConfig.of(new Config().backend("b", backend.endpoint()), providers));
  }

  private static String bearer(String token) {
    return GatewayFixture.request("GET", "/", "Authorization: Bearer " + token);
  }

  @Test
  void aGoodTokenPassesAndItsClaimsReachTheBackend() {
    try (GatewayFixture gateway =
        serving(
            JwtConfig.of(TestIssuer.RSA)
                .telling(
                    new ForwardedClaim("sub", "x-user-id"),
                    new ForwardedClaim("realm_access.roles", "x-roles"),
                    new ForwardedClaim("absent", "x-absent")))) {
      String token = TestIssuer.RSA.token(",\"realm_access\":{\"roles\":[\"a,b\",\"ü\"]}");
      Wire.Message answer =
          gateway.exchange(
              GatewayFixture.request(
                  "GET",
                  "/",
                  "Authorization: Bearer " + token,
                  "X-User-Id: mallory",
                  "X-Absent: 1"));
      assertThat(answer.status()).isEqualTo(200);
      assertThat(backend.lastRequest().all("X-User-Id")).containsExactly("alice");
      assertThat(backend.lastRequest().all("X-Roles")).containsExactly("a%2Cb,%C3%BC");
      assertThat(backend.lastRequest().all("X-Absent")).isEmpty();
      assertThat(backend.lastRequest().first("Authorization")).isEqualTo("Bearer " + token);
    }
  }

  @Test
  void whoHasNoneOrABadOneIsToldSoAndNothingMore() {
    try (GatewayFixture gateway = serving(JwtConfig.of(TestIssuer.RSA))) {
      Wire.Message none = gateway.get("/");
      assertThat(none.status()).isEqualTo(401);
      assertThat(none.text()).contains("\"reason\":\"UNAUTHENTICATED\"");
      assertThat(none.all("WWW-Authenticate")).containsExactly("Bearer realm=\"gateway\"");
      Wire.Message bad = gateway.exchange(bearer(TestIssuer.OTHER_RSA.named("rsa-1").token()));
      assertThat(bad.status()).isEqualTo(401);
      assertThat(bad.all("WWW-Authenticate"))
          .containsExactly("Bearer realm=\"gateway\", error=\"invalid_token\"");
      assertThat(bad.text()).doesNotContain("signature").doesNotContain("idp");
      assertThat(backend.accepted()).isZero();
    }
  }

  @Test
  void slowAndQuickAlgorithmsServeOneConnection() {
    try (GatewayFixture gateway =
            serving(JwtConfig.of(TestIssuer.RSA, TestIssuer.EC, TestIssuer.ED));
        Wire client = gateway.client()) {
      for (TestIssuer issuer : List.of(TestIssuer.EC, TestIssuer.RSA, TestIssuer.ED)) {
        String token = issuer.token();
        for (int i = 0; i < 3; i++) {
          assertThat(client.send(bearer(token)).response().status()).isEqualTo(200);
        }
        String wrong = token.substring(0, token.length() - 10) + "AAAAAAAAAA";
        assertThat(client.send(bearer(wrong)).response().status()).isEqualTo(401);
      }
    }
  }

  @Test
  void aBodyThatWaitsForASlowSignatureArrivesWhole() {
    try (GatewayFixture gateway = serving(JwtConfig.of(TestIssuer.EC));
        Wire client = gateway.client()) {
      String head =
          GatewayFixture.request(
              "POST", "/", "Content-Length: 5", "Authorization: Bearer " + TestIssuer.EC.token());
      assertThat(client.send(head + "hello").response().status()).isEqualTo(200);
      assertThat(backend.lastRequest().text()).isEqualTo("hello");
    }
  }

  @Test
  void theFirstPlaceWithATokenCountsAndAllAreStripped() {
    try (GatewayFixture gateway =
        serving(
            JwtConfig.of(TestIssuer.RSA)
                .from(
                    new CredentialPlace.Header("authorization", "Bearer"),
                    new CredentialPlace.Cookie("session"),
                    new CredentialPlace.Query("access_token"))
                .stripping())) {
      String token = TestIssuer.RSA.token();
      assertThat(
              gateway
                  .exchange(
                      GatewayFixture.request(
                          "GET",
                          "/x?a=1&access_token=" + token + "&b=2",
                          "Cookie: theme=dark; session=" + token + "; lang=de"))
                  .status())
          .isEqualTo(200);
      assertThat(backend.lastRequest().startLine()).isEqualTo("GET /x?a=1&b=2 HTTP/1.1");
      assertThat(backend.lastRequest().first("Cookie")).isEqualTo("theme=dark; lang=de");
      assertThat(gateway.get("/x?access_token=" + token).status()).isEqualTo(200);
      assertThat(backend.lastRequest().startLine()).isEqualTo("GET /x HTTP/1.1");
      assertThat(gateway.exchange(bearer(token)).status()).isEqualTo(200);
      assertThat(backend.lastRequest().all("Authorization")).isEmpty();
      assertThat(gateway.exchange(bearer("x") + "").status()).isEqualTo(401);
      assertThat(
              gateway
                  .exchange(
                      GatewayFixture.request(
                          "GET", "/", "Authorization: Bearer x", "Cookie: session=" + token))
                  .status())
          .isEqualTo(401);
    }
  }

  @Test
  void anIssuerWhoSignsOtherwiseIsHeardBehindAnotherOne() {
    JwtConfig elliptic = JwtConfig.of(TestIssuer.EC).algorithms("ES256").type("at+jwt");
    JwtConfig other =
        JwtConfig.of(TestIssuer.RSA).algorithms("RS256").named("other", "https://other.test");
    try (GatewayFixture gateway = serving(elliptic, other)) {
      TestIssuer rsa = TestIssuer.RSA;
      String claims =
          "{\"iss\":\"https://other.test\",\"aud\":\"shop\",\"exp\":"
              + (TestIssuer.now() + 60)
              + "}";
      assertThat(gateway.exchange(bearer(rsa.sign(rsa.header(), claims))).status()).isEqualTo(200);
      // Of the first issuer, by an algorithm that is not his.
      assertThat(gateway.exchange(bearer(rsa.token())).status()).isEqualTo(401);
    }
  }

  @Test
  void twoIssuersOfOneRouteKnowTheirOwn() {
    JwtConfig one = JwtConfig.of(TestIssuer.RSA);
    JwtConfig other =
        JwtConfig.of(TestIssuer.OTHER_RSA.named("rsa-1")).named("other", "https://other.test");
    try (GatewayFixture gateway = serving(one, other)) {
      String claims =
          "{\"iss\":\"https://other.test\",\"aud\":\"shop\",\"exp\":"
              + (TestIssuer.now() + 60)
              + "}";
      assertThat(gateway.exchange(bearer(TestIssuer.RSA.token())).status()).isEqualTo(200);
      TestIssuer second = TestIssuer.OTHER_RSA.named("rsa-1");
      assertThat(gateway.exchange(bearer(second.sign(second.header(), claims))).status())
          .isEqualTo(200);
      // The one's key, the other's name.
      assertThat(
              gateway
                  .exchange(bearer(TestIssuer.RSA.sign(TestIssuer.RSA.header(), claims)))
                  .status())
          .isEqualTo(401);
      assertThat(gateway.exchange(bearer(second.token())).status()).isEqualTo(401);
      assertThat(
              gateway
                  .exchange(
                      bearer(
                          second.sign(second.header(), claims.replace("other.test", "third.test"))))
                  .status())
          .isEqualTo(401);
    }
  }

  @Test
  void withoutAnyTokenAnOptionalRouteIsOpenAndWithABadOneItIsNot() {
    Config config =
        new Config()
            .backend("b", backend.endpoint())
            .identities(JwtConfig.rules(JwtConfig.of(TestIssuer.RSA)))
            .route("r", JwtConfig.asking("/", true, "idp"));
    try (GatewayFixture gateway = GatewayFixture.serving(config)) {
      assertThat(gateway.get("/").status()).isEqualTo(200);
      assertThat(gateway.exchange(bearer(TestIssuer.RSA.token())).status()).isEqualTo(200);
      assertThat(gateway.exchange(bearer("nonsense")).status()).isEqualTo(401);
      TestIssuer rsa = TestIssuer.RSA;
      String foreign = rsa.sign(rsa.header(), "{\"iss\":\"https://else.test\",\"exp\":1}");
      assertThat(gateway.exchange(bearer(foreign)).status()).isEqualTo(401);
    }
  }

  @Test
  void keysThatLeaveTakeTheirTokensWithThem() {
    try (GatewayFixture gateway = serving(JwtConfig.of(TestIssuer.RSA));
        Wire client = gateway.client()) {
      String token = TestIssuer.RSA.token();
      assertThat(client.send(bearer(token)).response().status()).isEqualTo(200);
      Config without = new Config().backend("b", backend.endpoint());
      gateway.apply(JwtConfig.of(without, JwtConfig.of(TestIssuer.OTHER_RSA)));
      assertThat(client.send(bearer(token)).response().status()).isEqualTo(401);
      assertThat(client.send(bearer(TestIssuer.OTHER_RSA.token())).response().status())
          .isEqualTo(200);
    }
  }

  @Test
  void keysThatNobodyCanReadCloseTheDoorAndBlameNobody() {
    try (GatewayFixture gateway = serving(JwtConfig.of(new KeySet.Inline("{}")))) {
      Wire.Message answer = gateway.exchange(bearer(TestIssuer.RSA.token()));
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.text()).contains("AUTHENTICATION_UNAVAILABLE");
    }
  }
}
