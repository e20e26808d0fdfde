package dev.sluice.dataplane;

import static dev.sluice.dataplane.LoginBrowser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** People log in with a browser and come back to where they wanted to be. */
final class LoginTest {
  private final ScriptedBackend backend =
      ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  private final ScriptedIssuer issuer = new ScriptedIssuer();

  @AfterEach
  void stop() {
    backend.close();
    issuer.close();
  }

  private GatewayFixture serving(LoginConfig login) {
    return GatewayFixture.serving(login.around(new Config().backend("b", backend.endpoint())));
  }

  @Test
  void whoLogsInComesBackAndIsKnown() {
    issuer.claims.put("email", "\"alice@shop.test\"");
    try (GatewayFixture gateway = serving(LoginConfig.of(issuer))) {
      LoginBrowser browser = new LoginBrowser(gateway);
      Wire.Message away = browser.go("/cart?item=1&back=//evil.test");
      assertThat(away.status()).isEqualTo(302);
      assertThat(away.first("Cache-Control")).isEqualTo("no-store");
      assertThat(location(away)).startsWith("http://login.test/authorize?tenant=a&");
      Map<String, String> wish =
          ScriptedIssuer.form(location(away).substring(location(away).indexOf('?') + 1));
      assertThat(wish)
          .containsEntry("response_type", "code")
          .containsEntry("client_id", ScriptedIssuer.CLIENT)
          .containsEntry("redirect_uri", "http://a.test/oauth2/callback")
          .containsEntry("scope", "openid profile")
          .containsEntry("code_challenge_method", "S256");
      assertThat(wish.get("state")).hasSize(43);
      assertThat(wish.get("nonce")).hasSize(43);

      Wire.Message back = browser.go(issuer.comeBack(location(away)));
      assertThat(back.status()).isEqualTo(302);
      assertThat(location(back)).isEqualTo("http://a.test/cart?item=1&back=//evil.test");
      assertThat(browser.cookies()).containsOnlyKeys("sluice-people", "sluice-people.r");

      Wire.Message page = browser.go("/cart?item=1", "Cookie: theme=dark");
      assertThat(page.status()).isEqualTo(200);
      assertThat(backend.lastRequest().first("X-User-Id")).isEqualTo("alice");
      assertThat(backend.lastRequest().first("X-Email")).isEqualTo("alice@shop.test");
      assertThat(backend.lastRequest().all("Cookie")).containsExactly("theme=dark");
      assertThat(backend.lastRequest().all("Authorization")).isEmpty();
      assertThat(browser.fetch("POST", "/api").status()).isEqualTo(200);
      assertThat(gateway.admin("/api/v1/providers").text())
          .contains("\"oidc\":{\"issuer\":\"" + issuer.url() + "\"")
          .contains("\"begun\":1,\"done\":1,\"failed\":0")
          .contains("\"rememberedSessions\":1");
      assertThat(gateway.admin("/metrics").text())
          .contains("sluice_oidc_logins_total{provider=\"people\",result=\"done\",} 1.0")
          .contains("sluice_oidc_issuer_known{provider=\"people\",} 1.0");
    }
  }
}
