package dev.sluice.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.IdentityRules;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A session is its owner's, whatever stands in front, behind, or in a later configuration. */
final class LoginPrivacyTest {
  private final ScriptedBackend backend =
      ScriptedBackend.answering(
          "HTTP/1.1 200 OK\r\nCache-Control: public, max-age=600, s-maxage=600\r\n"
              + "CDN-Cache-Control: max-age=600\r\nContent-Length: 2\r\n\r\nok");
  private final ScriptedIssuer issuer = new ScriptedIssuer();

  @AfterEach
  void stop() {
    backend.close();
    issuer.close();
  }

  private Config with(LoginConfig login) {
    return login.around(new Config().backend("b", backend.endpoint()));
  }

  @Test
  void noSharedCacheKeepsAnAnswerWithASession() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(with(LoginConfig.of(issuer).lasting(600, 16)))) {
      LoginBrowser browser = new LoginBrowser(gateway);
      browser.logIn(issuer, "/style.css");
      Wire.Message plain = browser.go("/style.css");
      assertThat(plain.all("Set-Cookie")).isEmpty();
      assertThat(plain.first("Cache-Control")).isEqualTo("public, max-age=600, s-maxage=600");
      Wire.Message told =
          await()
              .atMost(Duration.ofSeconds(60))
              .pollInterval(Duration.ofMillis(300))
              .until(() -> browser.go("/style.css"), answer -> !answer.all("Set-Cookie").isEmpty());
      assertThat(told.status()).isEqualTo(200);
      assertThat(told.all("Cache-Control")).containsExactly("private, max-age=600");
      assertThat(told.all("CDN-Cache-Control")).isEmpty();
    }
  }

  @Test
  void noChangeOfTheProviderRevivesASessionThatWasEnded() {
    LoginConfig login = LoginConfig.of(issuer);
    try (GatewayFixture gateway = GatewayFixture.serving(with(login))) {
      LoginBrowser browser = new LoginBrowser(gateway);
      browser.logIn(issuer, "/");
      LoginBrowser stolen = browser.copy();
      LoginBrowser another = new LoginBrowser(gateway);
      another.logIn(issuer, "/");
      assertThat(browser.go("/oauth2/logout").status()).isEqualTo(303);
      assertThat(stolen.copy().fetch("GET", "/").status()).isEqualTo(401);
      gateway.apply(with(login.lasting(40_000, 3_000)));
      assertThat(stolen.copy().fetch("GET", "/").status()).isEqualTo(401);
      assertThat(another.go("/").status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"__Host-sluice-people", "app-session"})
  void noBackendSeesSessionsWhileTheirProviderCannotBeUsed(String cookie) {
    LoginConfig login = LoginConfig.of(issuer).cookie(cookie);
    try (GatewayFixture gateway = GatewayFixture.serving(with(login))) {
      LoginBrowser browser = new LoginBrowser(gateway);
      browser.logIn(issuer, "/");
      gateway.apply(
          with(login)
              .identities(
                  new IdentityRules(
                      List.of(new IdentityProvider.Unavailable(login.name(), "a test", List.of())),
                      new TreeMap<>())));
      assertThat(browser.go("/open", "Cookie: theme=dark").status()).isEqualTo(200);
      assertThat(backend.lastRequest().all("Cookie")).containsExactly("theme=dark");
      gateway.apply(with(login));
      assertThat(browser.go("/").status()).isEqualTo(200);
    }
  }

  @Test
  void noBackendSeesSessionsOfAProviderThatIsGoneOrCallsItsCookieOtherwise() {
    issuer.claims.put("groups", ScriptedIssuer.quoted("x".repeat(6_000)));
    LoginConfig login = LoginConfig.of(issuer).cookie("app-session");
    Config open =
        new Config()
            .backend("b", backend.endpoint())
            .route("anybody", Config.rule("/open", Config.to("b")));
    LoginBrowser browser;
    try (GatewayFixture gateway = GatewayFixture.serving(with(login))) {
      browser = new LoginBrowser(gateway);
      browser.go("/another/login");
      browser.logIn(issuer, "/");
      assertThat(browser.cookies().keySet())
          .contains("app-session", "app-session.1", "app-session.2", "app-session.r")
          .anyMatch(name -> name.startsWith("app-session.l-"));
      gateway.apply(with(login.cookie("__Host-renamed")));
      assertSeesNone(browser);
      gateway.apply(open);
      assertSeesNone(browser);
    }
    try (GatewayFixture restarted = GatewayFixture.serving(open)) {
      LoginBrowser same = new LoginBrowser(restarted);
      same.cookies().putAll(browser.cookies());
      assertSeesNone(same);
    }
  }

  /** As a browser writes it, and as those may who stand between it and here. */
  @Test
  void noBackendSeesASessionHoweverItsCookieIsWritten() {
    Config open =
        new Config()
            .backend("b", backend.endpoint())
            .route("anybody", Config.rule("/", Config.to("b")));
    String session = "sluice~1~c2Vzc2lvbg";
    try (GatewayFixture gateway = GatewayFixture.serving(open)) {
      for (String lines :
          List.of(
              "Cookie: s=" + session,
              "cookie:s=" + session + ";",
              "COOKIE: ;;s = " + session + "\t; ",
              "Cookie: s=\"" + session + "\"",
              "Cookie: $Version=1;s=" + session,
              "Cookie: theme=dark, s=" + session,
              "Cookie: x=\"y; s=" + session + "\"",
              "Cookie: theme=dark\r\nCookie: s=" + session + "\r\nCookie: s.1=" + session,
              "Cookie: " + session,
              "Cookie: =" + session)) {
        Wire.Message answer = gateway.exchange(GatewayFixture.request("GET", "/", lines));
        assertThat(answer.status()).as(lines).isIn(200, 400);
      }
      assertThat(backend.requests())
          .hasSizeGreaterThan(5)
          .noneMatch(request -> request.head().contains("c2Vzc2lvbg"));
    }
  }

  private void assertSeesNone(LoginBrowser browser) {
    assertThat(browser.go("/open", "Cookie: a=b; theme=\"sluice\"").status()).isEqualTo(200);
    assertThat(backend.lastRequest().all("Cookie")).containsExactly("a=b; theme=\"sluice\"");
    assertThat(backend.lastRequest().head()).doesNotContain("app-session");
  }

  @Test
  void noProviderThatCouldNotBeUsedForAWhileRevivesASessionThatWasEnded() {
    LoginConfig login = LoginConfig.of(issuer);
    try (GatewayFixture gateway = GatewayFixture.serving(with(login))) {
      LoginBrowser browser = new LoginBrowser(gateway);
      browser.logIn(issuer, "/");
      LoginBrowser stolen = browser.copy();
      assertThat(browser.go("/oauth2/logout").status()).isEqualTo(303);
      gateway.apply(
          with(login)
              .identities(
                  new IdentityRules(
                      List.of(new IdentityProvider.Unavailable(login.name(), "a test", List.of())),
                      new TreeMap<>())));
      assertThat(stolen.copy().fetch("GET", "/").status()).isEqualTo(503);
      gateway.apply(with(login));
      assertThat(stolen.copy().fetch("GET", "/").status()).isEqualTo(401);
    }
  }

  /** The backend takes what stands there for the token that the gateway has put there. */
  @Test
  void noClientPutsATokenWhereTheGatewayPutsThatOfItsSession() {
    LoginConfig login = LoginConfig.of(issuer);
    try (GatewayFixture gateway = GatewayFixture.serving(with(login))) {
      LoginBrowser before = new LoginBrowser(gateway);
      before.logIn(issuer, "/");
      gateway.apply(
          with(login.forwarding())
              .route("anyone", JwtConfig.asking("/anyone", true, login.name())));
      String forged = "Authorization: Bearer forged";
      assertThat(new LoginBrowser(gateway).fetch("GET", "/anyone", forged).status()).isEqualTo(200);
      assertThat(backend.lastRequest().all("Authorization")).isEmpty();
      assertThat(before.fetch("GET", "/anyone", forged).status()).isEqualTo(200);
      assertThat(backend.lastRequest().all("Authorization")).isEmpty();
      LoginBrowser after = new LoginBrowser(gateway);
      after.logIn(issuer, "/");
      assertThat(after.fetch("GET", "/anyone", forged).status()).isEqualTo(200);
      assertThat(backend.lastRequest().all("Authorization"))
          .hasSize(1)
          .doesNotContain("Bearer forged");
    }
  }
}
