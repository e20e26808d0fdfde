package dev.sluice.dataplane;

import static dev.sluice.dataplane.LoginBrowser.location;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** How sessions go on, and how they end. */
@Execution(ExecutionMode.CONCURRENT)
final class SessionTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

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

  private static long refreshes(ScriptedIssuer issuer) {
    return issuer.asked().stream()
        .filter(form -> "refresh_token".equals(form.get("grant_type")))
        .count();
  }

  @Test
  void tokensAreRefreshedOnceHoweverManyRequestsNeedThem() {
    issuer.expiresIn = 1;
    try (GatewayFixture gateway = serving(LoginConfig.of(issuer).forwarding())) {
      LoginBrowser browser = new LoginBrowser(gateway);
      browser.logIn(issuer, "/");
      issuer.expiresIn = 3_600;
      String before = browser.cookies().get("sluice-people");
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                List<CompletableFuture<Integer>> all = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                  LoginBrowser tab = browser.copy();
                  all.add(
                      CompletableFuture.supplyAsync(
                          () -> tab.fetch("GET", "/").status(), Thread::startVirtualThread));
                }
                all.forEach(status -> assertThat(status.join()).isEqualTo(200));
                return refreshes(issuer) > 0;
              });
      assertThat(browser.fetch("GET", "/").status()).isEqualTo(200);
      assertThat(browser.cookies().get("sluice-people")).isNotEqualTo(before);
      assertThat(refreshes(issuer)).isEqualTo(1);
      Set<String> tokens = new HashSet<>();
      backend.requests().forEach(request -> tokens.addAll(request.all("Authorization")));
      // One, if the first was over before anybody could use it.
      assertThat(tokens).hasSizeBetween(1, 2).allMatch(token -> token.startsWith("Bearer access-"));
      assertThat(browser.fetch("GET", "/").all("Set-Cookie")).isEmpty();
    }
  }

  @Test
  void whileTheIssuerIsDownNobodyIsRefusedAndWhatItTookBackIsOver() {
    issuer.expiresIn = 1;
    try (GatewayFixture gateway = serving(LoginConfig.of(issuer))) {
      LoginBrowser browser = new LoginBrowser(gateway);
      browser.logIn(issuer, "/");
      issuer.down = true;
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                int status = browser.fetch("GET", "/").status();
                assertThat(status).isIn(200, 503);
                return status == 503;
              });
      assertThat(browser.cookies()).containsKey("sluice-people");
      issuer.down = false;
      issuer.expiresIn = 3_600;
      await().atMost(PATIENCE).until(() -> browser.fetch("GET", "/").status() == 200);
      assertThat(gateway.admin("/metrics").text())
          .contains("sluice_oidc_refreshes_total{provider=\"people\",result=\"done\",} 1.0");
    }
  }

  @Test
  void aSessionThatTheIssuerEndsIsLoggedInAnew() {
    issuer.expiresIn = 1;
    try (GatewayFixture gateway = serving(LoginConfig.of(issuer))) {
      LoginBrowser browser = new LoginBrowser(gateway);
      browser.logIn(issuer, "/");
      issuer.tokenAnswer =
          java.util.Optional.of(ScriptedIssuer.json(400, "{\"error\":\"invalid_grant\"}"));
      LoginBrowser script = browser.copy();
      await().atMost(PATIENCE).until(() -> script.fetch("GET", "/").status() == 401);
      assertThat(script.cookies()).doesNotContainKey("sluice-people");
      Wire.Message away = browser.go("/cart");
      assertThat(away.status()).isEqualTo(302);
      assertThat(browser.cookies()).doesNotContainKey("sluice-people");
      issuer.tokenAnswer = java.util.Optional.empty();
      assertThat(location(browser.go(issuer.comeBack(location(away)))))
          .isEqualTo("http://a.test/cart");
    }
  }

  @Test
  void whoIsAwayTooLongLogsInAnewAndWhoIsThereDoesNot() {
    try (GatewayFixture gateway = serving(LoginConfig.of(issuer).lasting(3_600, 4))) {
      LoginBrowser there = new LoginBrowser(gateway);
      AtomicReference<LoginBrowser> away = new AtomicReference<>(there);
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(200))
          .until(
              () -> {
                if (there.fetch("GET", "/").status() == 401) {
                  // At first; and again if the machine stood still for too long.
                  there.cookies().clear();
                  there.logIn(issuer, "/");
                  away.set(there.copy());
                }
                return away.get().copy().fetch("GET", "/").status() == 401
                    && there.fetch("GET", "/").status() == 200;
              });
      assertThat(there.cookies().get("sluice-people"))
          .isNotEqualTo(away.get().cookies().get("sluice-people"));
    }
  }

  @Test
  void noSessionIsLongerThanItMayBe() {
    try (GatewayFixture gateway = serving(LoginConfig.of(issuer).lasting(2, 2))) {
      LoginBrowser browser = new LoginBrowser(gateway);
      Wire.Message back = browser.logIn(issuer, "/");
      assertThat(back.all("Set-Cookie"))
          .anyMatch(
              cookie ->
                  cookie.startsWith("sluice-people=sluice~1~")
                      && cookie.endsWith("; Path=/; Max-Age=2; HttpOnly; SameSite=Lax"));
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(200))
          .until(() -> browser.fetch("GET", "/").status() == 401);
    }
  }

  @Test
  void aLargeSessionStandsInSeveralCookiesAndATooLargeOneInNone() {
    issuer.claims.put("groups", ScriptedIssuer.quoted("x".repeat(6_000)));
    try (GatewayFixture gateway = serving(LoginConfig.of(issuer))) {
      LoginBrowser browser = new LoginBrowser(gateway);
      Wire.Message back = browser.logIn(issuer, "/");
      assertThat(back.all("Set-Cookie")).allMatch(cookie -> cookie.length() < 4_096);
      assertThat(browser.cookies())
          .containsKeys("sluice-people", "sluice-people.1", "sluice-people.2");
      assertThat(browser.fetch("GET", "/").status()).isEqualTo(200);
      LoginBrowser half = browser.copy();
      half.cookies().remove("sluice-people.1");
      assertThat(half.fetch("GET", "/").status()).isEqualTo(401);

      // A smaller one takes the rest away.
      issuer.claims.remove("groups");
      browser.cookies().put("sluice-people", "sluice~1~AAAA");
      browser.logIn(issuer, "/");
      assertThat(browser.cookies()).doesNotContainKeys("sluice-people.1", "sluice-people.2");

      issuer.claims.put("groups", ScriptedIssuer.quoted("x".repeat(15_000)));
      LoginBrowser other = new LoginBrowser(gateway);
      assertThat(other.logIn(issuer, "/").status()).isIn(401, 503);
    }
  }

  @Test
  void whoLogsOutIsOutAlsoWithTheOldCookieAndIsSentToTheIssuer() {
    try (GatewayFixture gateway = serving(LoginConfig.of(issuer))) {
      LoginBrowser browser = new LoginBrowser(gateway);
      browser.logIn(issuer, "/");
      LoginBrowser thief = browser.copy();
      assertThat(thief.fetch("GET", "/").status()).isEqualTo(200);

      for (String field :
          new String[] {
            "Sec-Fetch-Site: cross-site",
            "Sec-Fetch-Site: same-site",
            "Origin: http://evil.test",
            "Referer: http://a.test.evil.test/"
          }) {
        Wire.Message asked = browser.go("/oauth2/logout", field);
        assertThat(asked.status()).isEqualTo(200);
        assertThat(asked.text()).contains("<form method=\"post\" action=\"/oauth2/logout\">");
        assertThat(asked.first("Content-Security-Policy")).contains("frame-ancestors 'none'");
        assertThat(browser.fetch("POST", "/oauth2/logout", field).status()).isEqualTo(401);
      }
      assertThat(browser.fetch("GET", "/").status()).isEqualTo(200);

      Wire.Message out = browser.fetch("POST", "/oauth2/logout", "Origin: http://a.test");
      assertThat(out.status()).isEqualTo(303);
      assertThat(location(out)).startsWith("http://login.test/logout?");
      Map<String, String> wish = ScriptedIssuer.form(location(out).split("\\?", 2)[1]);
      assertThat(wish)
          .containsEntry("client_id", ScriptedIssuer.CLIENT)
          .containsEntry("post_logout_redirect_uri", "http://a.test/bye")
          .containsKey("id_token_hint");
      assertThat(browser.cookies()).isEmpty();
      assertThat(thief.fetch("GET", "/").status()).isEqualTo(401);
      assertThat(location(browser.go("/oauth2/logout"))).isEqualTo("http://a.test/bye");
    }
  }

  @Test
  void withStrictCookiesThePageItselfGoesOn() {
    try (GatewayFixture gateway = serving(LoginConfig.of(issuer).strictly())) {
      LoginBrowser browser = new LoginBrowser(gateway);
      Wire.Message back = browser.logIn(issuer, "/cart?a=1&b=2");
      assertThat(back.status()).isEqualTo(200);
      assertThat(back.text()).contains("content=\"0;url=http://a.test/cart?a=1&amp;b=2\"");
      assertThat(back.all("Set-Cookie"))
          .anyMatch(cookie -> cookie.startsWith("sluice-people=") && cookie.contains("=Strict"));
      assertThat(browser.fetch("GET", "/").status()).isEqualTo(200);
    }
  }

  @Test
  void onlyPeopleWhoGoToAPageAreSentToLogIn() {
    try (GatewayFixture gateway = serving(LoginConfig.of(issuer))) {
      LoginBrowser browser = new LoginBrowser(gateway);
      assertThat(browser.go("/", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document").status())
          .isEqualTo(302);
      for (String[] fields :
          new String[][] {
            {"Sec-Fetch-Mode: cors"},
            {"Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"},
            {"X-Requested-With: XMLHttpRequest"}
          }) {
        Wire.Message refused = browser.go("/", fields);
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.text()).contains("\"reason\":\"UNAUTHENTICATED\"");
        assertThat(refused.all("WWW-Authenticate")).containsExactly("Cookie realm=\"gateway\"");
      }
      assertThat(browser.fetch("GET", "/").status()).isEqualTo(401);
      assertThat(browser.fetch("POST", "/", "Accept: text/html").status()).isEqualTo(401);
      assertThat(browser.fetch("PUT", "/oauth2/callback").status()).isEqualTo(401);
    }
  }

  @Test
  void aSecretThatGoesIntoTheFormIsNotInTheHead() {
    issuer.more = ",\"token_endpoint_auth_methods_supported\":[\"client_secret_post\"]";
    try (GatewayFixture gateway = serving(LoginConfig.of(issuer))) {
      LoginBrowser browser = new LoginBrowser(gateway);
      assertThat(browser.logIn(issuer, "/").status()).isEqualTo(302);
      assertThat(issuer.asked().getFirst())
          .containsEntry("client_secret", ScriptedIssuer.SECRET)
          .containsEntry("grant_type", "authorization_code");
    }
  }

  @Test
  void aChangeElsewhereEndsNoSessionAndReplicasShareThem() {
    try (GatewayFixture gateway = serving(LoginConfig.of(issuer));
        GatewayFixture replica = serving(LoginConfig.of(issuer))) {
      LoginBrowser browser = new LoginBrowser(gateway);
      browser.logIn(issuer, "/");
      gateway.apply(
          LoginConfig.of(issuer)
              .around(new Config().backend("b", backend.endpoint()))
              .respond("other", "/other", 200, "x"));
      assertThat(browser.fetch("GET", "/").status()).isEqualTo(200);
      assertThat(issuer.requests("/.well-known/openid-configuration")).isEqualTo(2);
      LoginBrowser there = new LoginBrowser(replica);
      there.cookies().putAll(browser.cookies());
      assertThat(there.fetch("GET", "/").status()).isEqualTo(200);
    }
  }
}
