package dev.sluice.dataplane;

import static dev.sluice.dataplane.LoginBrowser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins that somebody else began, came back with, or wants to lead elsewhere. */
final class LoginAttackTest {
  private final ScriptedBackend backend =
      ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  private final ScriptedIssuer issuer = new ScriptedIssuer();

  @AfterEach
  void stop() {
    backend.close();
    issuer.close();
  }

  private GatewayFixture serving() {
    return GatewayFixture.serving(with(LoginConfig.of(issuer)));
  }

  private Config with(LoginConfig login) {
    return login.around(new Config().backend("b", backend.endpoint()));
  }

  private static void assertOut(Wire.Message answer) {
    assertThat(answer.status()).as(answer.head()).isEqualTo(401);
    assertThat(answer.first("Location")).isNull();
    assertThat(answer.text()).doesNotContain("code-").doesNotContain("state");
  }

  private static String with(String callback, String name, String value) {
    return callback.replaceAll(name + "=[^&]*", name + "=" + value);
  }

  @Test
  void onlyTheBrowserThatBeganALoginEndsItOnceAndOnItsHost() {
    try (GatewayFixture gateway = serving()) {
      LoginBrowser victim = new LoginBrowser(gateway);
      LoginBrowser attacker = new LoginBrowser(gateway);
      String ofAttacker = issuer.comeBack(location(attacker.go("/")));
      // With the attacker's code, so that the victim works in the attacker's name.
      assertOut(victim.go(ofAttacker));
      String ofVictim = issuer.comeBack(location(victim.go("/")));
      assertOut(victim.copy().at("b.test").go(ofVictim));
      assertOut(victim.copy().fetch("POST", ofVictim));
      LoginBrowser twice = victim.copy();
      assertThat(victim.go(ofVictim).status()).isEqualTo(302);
      long asked = issuer.asked().size();
      assertOut(twice.go(ofVictim));
      assertThat(issuer.asked()).hasSize((int) asked);
    }
  }

  @Test
  void aCodeOfAnotherLoginIsWorthNothingInThisOne() {
    try (GatewayFixture gateway = serving()) {
      LoginBrowser victim = new LoginBrowser(gateway);
      String ofVictim = issuer.comeBack(location(victim.go("/")));
      String code = issuer.code(location(new LoginBrowser(gateway).go("/")));
      assertOut(victim.go(with(ofVictim, "code", code)));
      assertThat(victim.fetch("GET", "/").status()).isEqualTo(401);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?code=a",
        "?state=a",
        "?code=a&state=",
        "?code=a&state=a;b",
        "?code=a&state=%00",
        "?code=a&state=a&state=b",
        "?code=a&state=%",
        "?error=access_denied&state=nobody",
        ""
      })
  void aCallbackThatNobodyBeganAsksTheIssuerNothing(String query) {
    try (GatewayFixture gateway = serving()) {
      Wire.Message answer = new LoginBrowser(gateway).go("/oauth2/callback" + query);
      assertThat(answer.status()).isIn(400, 401);
      assertThat(issuer.asked()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//evil.test/",
        "/.//evil.test",
        "/x/..//evil.test",
        "/?next=//evil.test",
        "/a?b=%0d%0aX:1"
      })
  void whoeverWroteTheLinkAPersonComesBackToTheSameHost(String target) {
    try (GatewayFixture gateway = serving()) {
      LoginBrowser browser = new LoginBrowser(gateway);
      Wire.Message away = browser.go(target);
      if (away.status() == 400) {
        return;
      }
      Wire.Message back = browser.go(issuer.comeBack(location(away)));
      URI where = URI.create(location(back));
      assertThat(where.getAuthority()).isEqualTo("a.test");
      assertThat(where.getRawPath()).startsWith("/").doesNotStartWith("//");
      assertThat(back.all("X")).isEmpty();
    }
  }

  @Test
  void aSessionIsWorthNothingElsewhereTwiceOrChanged() {
    try (GatewayFixture gateway = serving()) {
      LoginBrowser browser = new LoginBrowser(gateway);
      browser.logIn(issuer, "/");
      String session = browser.cookies().getOrDefault("sluice-people", "");
      assertThat(browser.copy().fetch("GET", "/").status()).isEqualTo(200);
      assertOut(browser.copy().at("b.test").fetch("GET", "/"));
      assertOut(browser.copy().fetch("GET", "/", "Cookie: sluice-people=" + session));
      for (int at : new int[] {0, 1, 2, 40, session.length() / 2, session.length() - 1}) {
        char other = session.charAt(at) == 'A' ? 'B' : 'A';
        LoginBrowser forger = browser.copy();
        forger
            .cookies()
            .put("sluice-people", session.substring(0, at) + other + session.substring(at + 1));
        assertOut(forger.fetch("GET", "/"));
      }
      // A login, a count of rounds and a session are sealed alike, and are none of each other.
      LoginBrowser mixed = browser.copy();
      String rounds = Objects.requireNonNull(browser.cookies().get("sluice-people.r"));
      mixed.cookies().put("sluice-people", "sluice~1~" + rounds.substring("sluice~".length()));
      assertOut(mixed.fetch("GET", "/"));
      assertOut(
          browser
              .copy()
              .fetch(
                  "GET",
                  "/",
                  "Authorization: Bearer " + session.substring("sluice~1~".length()),
                  "Cookie: sluice-people=sluice~1~"));
    }
  }

  @Test
  void aSessionOfAnotherKeyOrProviderIsNone() {
    LoginConfig login = LoginConfig.of(issuer);
    try (GatewayFixture gateway = GatewayFixture.serving(with(login))) {
      LoginBrowser browser = new LoginBrowser(gateway);
      browser.logIn(issuer, "/");
      gateway.apply(with(login.named("others")));
      assertOut(browser.copy().fetch("GET", "/"));
      gateway.apply(with(login.secrets(LoginConfig.OTHER_KEY)));
      assertOut(browser.copy().fetch("GET", "/"));
      gateway.apply(with(login.secrets(LoginConfig.OTHER_KEY, LoginConfig.KEY)));
      assertThat(browser.copy().fetch("GET", "/").status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: http://evil.test",
        "Origin: null",
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site",
        "Referer: http://evil.test/",
        "Referer: http://a.test.evil.test/"
      })
  void noOtherSiteEndsASession(String field) {
    try (GatewayFixture gateway = serving()) {
      LoginBrowser browser = new LoginBrowser(gateway);
      browser.logIn(issuer, "/");
      Wire.Message page = browser.copy().go("/oauth2/logout", field);
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.all("Set-Cookie")).isEmpty();
      assertThat(browser.copy().fetch("POST", "/oauth2/logout", field).status()).isEqualTo(401);
      assertThat(browser.fetch("GET", "/").status()).isEqualTo(200);
    }
  }

  @Test
  void nothingThatAScriptAsksForBecomesALogin() {
    try (GatewayFixture gateway = serving()) {
      for (String field :
          new String[] {
            "Sec-Fetch-Mode: cors", "Sec-Fetch-Mode: no-cors", "X-Requested-With: XMLHttpRequest"
          }) {
        Wire.Message answer = new LoginBrowser(gateway).go("/", field);
        assertThat(answer.status()).as(field).isEqualTo(401);
        assertThat(answer.all("Set-Cookie")).isEmpty();
      }
      Map<String, String> wish =
          ScriptedIssuer.form(
              URI.create(location(new LoginBrowser(gateway).go("/"))).getRawQuery());
      assertThat(wish).doesNotContainKey("code_verifier");
    }
  }
}
