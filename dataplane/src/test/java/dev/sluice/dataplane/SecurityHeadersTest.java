package dev.sluice.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.AccessPolicies;
import dev.sluice.snapshot.Authentication;
import dev.sluice.snapshot.ClientAddress;
import dev.sluice.snapshot.HeaderChoice;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.SecurityHeader;
import dev.sluice.snapshot.SecurityHeaders;
import dev.sluice.snapshot.SecurityPreset;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class SecurityHeadersTest {
  private static final String CHATTY =
      """
      HTTP/1.1 200 OK\r
      Server: old/1.0\r
      X-Powered-By: something/5\r
      X-AspNet-Version: 4\r
      x-frame-options: ALLOWALL\r
      X-Frame-Options: SAMEORIGIN\r
      X-Content-Type-Options: sniff\r
      Content-Security-Policy: default-src *\r
      content-security-policy: script-src *\r
      Strict-Transport-Security: max-age=0\r
      Referrer-Policy: unsafe-url\r
      Permissions-Policy: camera=*\r
      Cache-Control: public, max-age=600\r
      Expires: Thu, 31 Dec 2037 00:00:00 GMT\r
      CDN-Cache-Control: max-age=600\r
      Content-Length: 2\r
      \r
      ok""";

  private static SecurityHeaders headers(
      SecurityPreset preset, Map<SecurityHeader, HeaderChoice> said) {
    return new SecurityHeaders(preset, new TreeMap<>(said));
  }

  private static RouteRule rule(String prefix, SecurityHeaders headers) {
    return Config.under(AccessPolicies.OPEN.with(headers), Config.rule(prefix, Config.to("b")));
  }

  private static GatewayFixture gateway(ScriptedBackend backend, RouteRule... rules) {
    return GatewayFixture.serving(
        new Config()
            .clientAddress(new ClientAddress.TrustedHops(1, "x-forwarded-for"))
            .backend("b", backend.endpoint())
            .route("r", rules));
  }

  private static Wire.Message overHttps(GatewayFixture gateway, String target) {
    return gateway.exchange(
        GatewayFixture.request(
            "GET", target, "X-Forwarded-For: 192.0.2.1", "X-Forwarded-Proto: https"));
  }

  @Test
  void aPresetStandsInPlaceOfWhatTheBackendSaysAndNeverBesideIt() {
    try (ScriptedBackend backend = ScriptedBackend.answering(CHATTY);
        GatewayFixture gateway =
            gateway(backend, rule("/", headers(SecurityPreset.STRICT, Map.of())))) {
      Wire.Message answer = overHttps(gateway, "/");
      for (SecurityHeader header : SecurityHeader.values()) {
        if (!header.header().isEmpty()) {
          assertThat(answer.all(header.header()))
              .as(header.header())
              .containsExactly(header.in(SecurityPreset.STRICT).orElseThrow());
        }
      }
      assertThat(answer.all("Server")).isEmpty();
      assertThat(answer.all("X-Powered-By")).isEmpty();
      assertThat(answer.all("X-AspNet-Version")).isEmpty();
      // No nonce: caches keep what the backend lets them keep.
      assertThat(answer.all("Cache-Control")).containsExactly("public, max-age=600");
    }
  }

  @Test
  void basicLeavesToTheBackendWhatOnlyItCanKnow() {
    try (ScriptedBackend backend = ScriptedBackend.answering(CHATTY);
        GatewayFixture gateway =
            gateway(backend, rule("/", headers(SecurityPreset.BASIC, Map.of())))) {
      Wire.Message answer = overHttps(gateway, "/");
      assertThat(answer.all("X-Frame-Options")).containsExactly("SAMEORIGIN");
      assertThat(answer.all("X-Content-Type-Options")).containsExactly("nosniff");
      assertThat(answer.all("Strict-Transport-Security")).containsExactly("max-age=31536000");
      assertThat(answer.all("Content-Security-Policy"))
          .containsExactly("default-src *", "script-src *");
      assertThat(answer.all("Permissions-Policy")).containsExactly("camera=*");
      assertThat(answer.all("Server")).isEmpty();
    }
  }

  @Test
  void transportSecurityIsSentOverHttpsOnly() {
    try (ScriptedBackend backend = ScriptedBackend.answering(CHATTY);
        GatewayFixture gateway =
            gateway(backend, rule("/", headers(SecurityPreset.BASIC, Map.of())))) {
      assertThat(gateway.get("/").all("Strict-Transport-Security")).isEmpty();
    }
    // A client that nobody trusts cannot say that it came over HTTPS.
    try (ScriptedBackend backend = ScriptedBackend.answering(CHATTY);
        GatewayFixture gateway =
            GatewayFixture.serving(
                new Config()
                    .backend("b", backend.endpoint())
                    .route("r", rule("/", headers(SecurityPreset.BASIC, Map.of()))))) {
      assertThat(overHttps(gateway, "/").all("Strict-Transport-Security")).isEmpty();
    }
  }

  @Test
  void eachHeaderIsChosenOrLeftByItself() {
    SecurityHeaders mixed =
        headers(
            SecurityPreset.STRICT,
            Map.of(
                SecurityHeader.FRAME_OPTIONS, HeaderChoice.LEFT,
                SecurityHeader.SERVER_HEADERS, HeaderChoice.LEFT,
                SecurityHeader.REFERRER_POLICY, new HeaderChoice.Value("origin")));
    try (ScriptedBackend backend = ScriptedBackend.answering(CHATTY);
        GatewayFixture gateway = gateway(backend, rule("/", mixed))) {
      Wire.Message answer = gateway.get("/");
      assertThat(answer.all("X-Frame-Options")).containsExactly("ALLOWALL", "SAMEORIGIN");
      assertThat(answer.all("X-Powered-By")).containsExactly("something/5");
      assertThat(answer.all("Referrer-Policy")).containsExactly("origin");
      assertThat(answer.all("X-Content-Type-Options")).containsExactly("nosniff");
    }
  }

  @Test
  void theNonceIsNewEachTimeKnownToTheBackendAndInNoCache() {
    SecurityHeaders nonce =
        headers(
            SecurityPreset.DISABLED,
            Map.of(
                SecurityHeader.CONTENT_SECURITY_POLICY,
                new HeaderChoice.Value(
                    "script-src 'nonce-${csp.nonce}'; style-src 'nonce-${csp.nonce}'")));
    try (ScriptedBackend backend = ScriptedBackend.answering(CHATTY);
        GatewayFixture gateway = gateway(backend, rule("/", nonce));
        Wire client = gateway.client()) {
      Set<String> seen = new HashSet<>();
      for (int i = 0; i < 50; i++) {
        Wire.Message answer =
            client
                .send(
                    GatewayFixture.request(
                        "GET", "/", "X-CSP-Nonce: mine", "x-csp-nonce: too", "X_CSP_Nonce: and"))
                .response();
        List<String> told = backend.lastRequest().all("X-CSP-Nonce");
        assertThat(told).hasSize(1);
        assertThat(backend.lastRequest().head()).doesNotContain("mine", "too", "and\r\n");
        assertThat(Base64.getDecoder().decode(told.getFirst())).hasSize(16);
        assertThat(answer.all("Content-Security-Policy"))
            .containsExactly(
                "script-src 'nonce-%1$s'; style-src 'nonce-%1$s'".formatted(told.getFirst()));
        assertThat(answer.all("Cache-Control")).containsExactly("no-store");
        assertThat(answer.all("Expires")).isEmpty();
        assertThat(answer.all("CDN-Cache-Control")).isEmpty();
        seen.add(told.getFirst());
      }
      assertThat(seen).hasSize(50);
    }
  }

  @Test
  void noClientTellsABackendANonceWhereTheGatewayMakesNone() {
    try (ScriptedBackend backend = ScriptedBackend.answering(CHATTY);
        GatewayFixture gateway = gateway(backend, rule("/", SecurityHeaders.NONE))) {
      gateway.exchange(
          GatewayFixture.request("GET", "/", "X-CSP-Nonce: mine", "x_csp_nonce: mine"));
      assertThat(backend.lastRequest().head()).doesNotContain("mine");
    }
  }

  @Test
  void answersOfTheGatewayHaveThemToo() {
    SecurityHeaders strict = headers(SecurityPreset.STRICT, Map.of());
    AccessPolicies closed = AccessPolicies.OPEN.with(strict).with(Authentication.CLOSED);
    try (ScriptedBackend broken = ScriptedBackend.answering("nonsense\r\n\r\n");
        GatewayFixture gateway =
            gateway(
                broken,
                rule("/broken", strict),
                Config.under(closed, Config.rule("/closed", Config.to("b"))),
                Config.under(
                    AccessPolicies.OPEN.with(strict).with(CorsFixture.FULL),
                    Config.rule(
                        "/direct", new RouteAction.Respond(200, "text/plain", "direct"))))) {
      for (Wire.Message answer :
          List.of(
              overHttps(gateway, "/broken"),
              overHttps(gateway, "/closed"),
              overHttps(gateway, "/direct"),
              gateway.exchange(
                  GatewayFixture.request(
                      "OPTIONS",
                      "/direct",
                      "X-Forwarded-For: 192.0.2.1",
                      "X-Forwarded-Proto: https",
                      "Origin: " + CorsFixture.APP,
                      "Access-Control-Request-Method: GET")))) {
        assertThat(answer.all("X-Frame-Options")).containsExactly("DENY");
        assertThat(answer.all("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(answer.all("Strict-Transport-Security"))
            .containsExactly("max-age=63072000; includeSubDomains");
      }
    }
  }
}
