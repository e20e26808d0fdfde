package dev.sluice.dataplane;

import static dev.sluice.dataplane.LoginBrowser.location;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Issuers, browsers and strangers that lie: nobody is let in by them, and nothing is told. */
@Execution(ExecutionMode.CONCURRENT)
final class LoginFaultsTest {
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

  private GatewayFixture serving() {
    return serving(LoginConfig.of(issuer));
  }

  private static void assertNobody(LoginBrowser browser) {
    assertThat(browser.cookies()).doesNotContainKey("sluice-people");
    assertThat(browser.fetch("GET", "/").status()).isEqualTo(401);
  }

  private static void assertTellsNothing(Wire.Message answer) {
    assertThat(answer.text())
        .contains("\"reason\":")
        .doesNotContain("nonce")
        .doesNotContain("code");
    assertThat(answer.first("Content-Type")).isEqualTo("application/problem+json");
  }

  static Stream<Arguments> badTokens() {
    return Stream.of(
        bad("another nonce", each -> each.claims.put("nonce", "\"x\"")),
        bad("no nonce", each -> each.claims.put("nonce", "")),
        bad("another issuer", each -> each.claims.put("iss", "\"http://evil.test\"")),
        bad("a slash more", each -> each.claims.put("iss", "\"" + each.url() + "/\"")),
        bad("another audience", each -> each.claims.put("aud", "\"other\"")),
        bad("no audience", each -> each.claims.put("aud", "")),
        bad(
            "several audiences and no party",
            each -> each.claims.put("aud", "[\"" + ScriptedIssuer.CLIENT + "\",\"other\"]")),
        bad("another party", each -> each.claims.put("azp", "\"other\"")),
        bad("expired", each -> each.claims.put("exp", "1000000000")),
        bad("never expires", each -> each.claims.put("exp", "")),
        bad("from the future", each -> each.claims.put("iat", "99999999999")),
        bad("nobody", each -> each.claims.put("sub", "")),
        bad("another access token", each -> each.claims.put("at_hash", "\"AAAA\"")),
        bad("another key", each -> each.signer = TestIssuer.OTHER_RSA.named("rsa-1")),
        bad("an unknown key", each -> each.signer = TestIssuer.OTHER_RSA),
        bad("an algorithm that is not said", each -> each.signer = TestIssuer.EC.named("rsa-1")),
        bad(
            "no signature",
            each ->
                each.idToken =
                    Optional.of(
                        TestIssuer.encode("{\"alg\":\"none\"}")
                            + "."
                            + TestIssuer.encode("{\"iss\":\"" + each.url() + "\"}")
                            + ".")),
        bad("no token", each -> each.idToken = Optional.of("")),
        bad("nonsense", each -> each.idToken = Optional.of("a.b.c")));
  }

  private static Arguments bad(String what, Consumer<ScriptedIssuer> change) {
    return Arguments.of(what, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badTokens")
  void anIdTokenThatIsNotProvenLetsNobodyIn(String what, Consumer<ScriptedIssuer> change) {
    try (GatewayFixture gateway = serving()) {
      LoginBrowser browser = new LoginBrowser(gateway);
      change.accept(issuer);
      Wire.Message refused = browser.logIn(issuer, "/");
      assertThat(refused.status()).as(what).isEqualTo(401);
      assertTellsNothing(refused);
      assertNobody(browser);
      assertThat(backend.accepted()).isZero();
    }
  }

  static Stream<Arguments> badAnswers() {
    return Stream.of(
        Arguments.of("a fault", ScriptedIssuer.json(500, "{}")),
        Arguments.of(
            "our own client refused", ScriptedIssuer.json(401, "{\"error\":\"invalid_client\"}")),
        Arguments.of("no JSON", ScriptedIssuer.json(200, "<html>")),
        Arguments.of(
            "members twice", ScriptedIssuer.json(200, "{\"id_token\":\"a\",\"id_token\":\"b\"}")),
        Arguments.of(
            "no type", ScriptedIssuer.json(200, "{\"access_token\":\"a\",\"id_token\":\"b\"}")),
        Arguments.of(
            "another type",
            ScriptedIssuer.json(
                200, "{\"token_type\":\"mac\",\"access_token\":\"a\",\"id_token\":\"b\"}")),
        Arguments.of(
            "a redirect",
            "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n"),
        Arguments.of("half", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"),
        Arguments.of("100 MB", "HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n{"),
        Arguments.of(
            "chunks without end",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n"),
        Arguments.of("nothing", ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badAnswers")
  void anIssuerThatFailsIsNobodysFaultAndMayBeTriedAgain(String what, String answer) {
    try (GatewayFixture gateway = serving()) {
      LoginBrowser browser = new LoginBrowser(gateway);
      String back = issuer.comeBack(location(browser.go("/")));
      issuer.tokenAnswer = Optional.of(answer);
      Wire.Message unavailable = browser.go(back);
      assertThat(unavailable.status()).as(what).isEqualTo(503);
      assertThat(unavailable.text()).contains("AUTHENTICATION_UNAVAILABLE");
      assertNobody(browser);
      issuer.tokenAnswer = Optional.empty();
      assertThat(browser.go(back).status()).isEqualTo(302);
      assertThat(browser.go("/").status()).isEqualTo(200);
    }
  }

  @Test
  void aCallbackCountsOnceForTheBrowserThatBeganItAndOnItsHost() {
    try (GatewayFixture gateway = serving()) {
      LoginBrowser browser = new LoginBrowser(gateway);
      String back = issuer.comeBack(location(browser.go("/")));

      // The attacker's own login, or its address, in the browser of somebody else.
      LoginBrowser other = new LoginBrowser(gateway);
      assertThat(other.go(back).status()).isEqualTo(401);
      assertNobody(other);
      other.go("/");
      assertThat(other.go(back).status()).isEqualTo(401);

      LoginBrowser elsewhere = browser.copy().at("b.test");
      assertThat(elsewhere.go(back).status()).isEqualTo(401);
      assertThat(issuer.asked()).isEmpty();

      LoginBrowser twice = browser.copy();
      assertThat(browser.go(back).status()).isEqualTo(302);
      assertThat(twice.go(back).status()).isEqualTo(401);
      assertNobody(twice);
      assertThat(issuer.asked()).hasSize(1);
      assertThat(issuer.asked().getFirst()).containsKey("code_verifier");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?code=x",
        "?state=x",
        "?code=x&state=",
        "?code=x&state=a&state=b",
        "?code=x&state=%00",
        "?code=x&state=%zz",
        "?code=x&state=../../../../etc/passwd",
        ""
      })
  void aCallbackThatNobodyBeganAsksNobody(String query) {
    try (GatewayFixture gateway = serving()) {
      LoginBrowser browser = new LoginBrowser(gateway);
      browser.go("/");
      Wire.Message refused = browser.go("/oauth2/callback" + query);
      assertThat(refused.status()).isIn(400, 401);
      assertThat(refused.text()).doesNotContain("passwd");
      assertThat(issuer.asked()).isEmpty();
    }
  }

  @Test
  void whatAnIssuerSaysOfAnErrorIsNotRepeated() {
    try (GatewayFixture gateway = serving()) {
      for (String error :
          new String[] {"access_denied", "%3Cscript%3Ealert(1)%3C%2Fscript%3E", "server_error"}) {
        LoginBrowser browser = new LoginBrowser(gateway);
        String state =
            ScriptedIssuer.form(location(browser.go("/")).split("\\?", 2)[1]).get("state");
        Wire.Message answer =
            browser.go(
                "/oauth2/callback?error="
                    + error
                    + "&error_description=hunter2%0d%0aX-Evil:1&state="
                    + state);
        assertThat(answer.status()).isEqualTo(error.equals("server_error") ? 503 : 401);
        assertThat(answer.text() + answer.head())
            .doesNotContain("hunter2")
            .doesNotContain("script")
            .doesNotContain("Evil");
        assertNobody(browser);
      }
    }
  }

  @Test
  void anAnswerOfAnotherIssuerIsNotTakenForThisOnes() {
    issuer.more = ",\"authorization_response_iss_parameter_supported\":true";
    try (GatewayFixture gateway = serving()) {
      LoginBrowser browser = new LoginBrowser(gateway);
      String back = issuer.comeBack(location(browser.go("/")));
      assertThat(browser.copy().go(back).status()).as("none is named").isEqualTo(401);
      assertThat(browser.copy().go(back + "&iss=http%3A%2F%2Fevil.test").status()).isEqualTo(401);
      assertThat(issuer.asked()).isEmpty();
      assertThat(browser.go(back + "&iss=" + issuer.url()).status()).isEqualTo(302);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//evil.test/x",
        "/%2f/evil.test",
        "/\\evil.test",
        "/x?next=%0d%0aSet-Cookie:a=b",
        "/x?%22%3E%3Cscript%3E",
        "/a/../../b"
      })
  void peopleComeBackToTheSameHostOnly(String target) {
    try (GatewayFixture gateway = serving()) {
      LoginBrowser browser = new LoginBrowser(gateway);
      Wire.Message away = browser.go(target);
      if (away.status() == 400) {
        return;
      }
      Wire.Message back = browser.go(issuer.comeBack(location(away)));
      assertThat(location(back)).startsWith("http://a.test/").doesNotContain("\\");
      assertThat(location(back).substring("http://a.test".length())).doesNotStartWith("//");
      assertThat(back.all("Set-Cookie")).noneMatch(cookie -> cookie.startsWith("a="));
    }
  }

  @Test
  void aSessionIsOfItsHostProviderIssuerAndKeyAndOfNobodyElse() {
    try (GatewayFixture gateway = serving()) {
      LoginBrowser browser = new LoginBrowser(gateway);
      browser.logIn(issuer, "/");
      assertThat(browser.fetch("GET", "/").status()).isEqualTo(200);
      assertThat(browser.copy().at("b.test").fetch("GET", "/").status()).isEqualTo(401);

      String session = browser.cookies().getOrDefault("sluice-people", "");
      for (int at : new int[] {2, session.length() / 2, session.length() - 1}) {
        LoginBrowser changed = browser.copy();
        char other = session.charAt(at) == 'A' ? 'B' : 'A';
        changed
            .cookies()
            .put("sluice-people", session.substring(0, at) + other + session.substring(at + 1));
        assertThat(changed.fetch("GET", "/").status()).as("changed at " + at).isEqualTo(401);
      }
      // A sealed login is no session.
      LoginBrowser confused = new LoginBrowser(gateway);
      confused.go("/");
      String login = confused.cookies().values().iterator().next();
      confused.cookies().put("sluice-people", "sluice~1~" + login.substring("sluice~".length()));
      assertThat(confused.fetch("GET", "/").status()).isEqualTo(401);

      gateway.apply(
          LoginConfig.of(issuer)
              .secrets(LoginConfig.OTHER_KEY, LoginConfig.KEY)
              .around(new Config().backend("b", backend.endpoint())));
      assertThat(browser.fetch("GET", "/").status()).as("the key before").isEqualTo(200);
      gateway.apply(
          LoginConfig.of(issuer)
              .secrets(LoginConfig.OTHER_KEY)
              .around(new Config().backend("b", backend.endpoint())));
      assertThat(browser.fetch("GET", "/").status()).as("another key").isEqualTo(401);
      gateway.apply(
          LoginConfig.of(issuer)
              .named("others")
              .around(new Config().backend("b", backend.endpoint())));
      assertThat(browser.fetch("GET", "/").status()).as("another provider").isEqualTo(401);
    }
  }

  @Test
  void twoCookiesOfOneNameAreNobodys() {
    try (GatewayFixture gateway = serving()) {
      LoginBrowser browser = new LoginBrowser(gateway);
      browser.logIn(issuer, "/");
      String mine = browser.cookies().get("sluice-people");
      LoginBrowser tossed = new LoginBrowser(gateway);
      assertThat(
              tossed
                  .fetch(
                      "GET", "/", "Cookie: sluice-people=" + mine + "; sluice-people=sluice~1~AAAA")
                  .status())
          .isEqualTo(401);
      for (String cookie :
          new String[] {
            "sluice-people=",
            "sluice-people=sluice~9~AAAA",
            "sluice-people=sluice~5~" + "A".repeat(3_000),
            "sluice-people=sluice~1~" + "A".repeat(20_000),
            "sluice-people=\"" + mine + "\"",
            "sluice-people"
          }) {
        assertThat(tossed.fetch("GET", "/", "Cookie: " + cookie).status()).isEqualTo(401);
      }
    }
  }

  @Test
  void sessionsReachNoBackendWhateverTheRule() {
    try (GatewayFixture gateway = serving()) {
      LoginBrowser browser = new LoginBrowser(gateway);
      browser.logIn(issuer, "/");
      browser.cookies().put("theme", "dark");
      assertThat(browser.fetch("GET", "/open").status()).isEqualTo(200);
      assertThat(backend.lastRequest().all("Cookie")).containsExactly("theme=dark");
      assertThat(
              browser
                  .fetch("GET", "/open", "Cookie: __Host-sluice-people=x;sluice-people.1=y; a=b")
                  .status())
          .isEqualTo(200);
      assertThat(backend.lastRequest().head()).doesNotContain("sluice-people");
    }
  }

  @Test
  void aBrowserThatKeepsNoSessionIsNotSentRoundForEver() {
    try (GatewayFixture gateway = serving()) {
      LoginBrowser browser = new LoginBrowser(gateway);
      for (int i = 0; i < 5; i++) {
        assertThat(browser.logIn(issuer, "/").status()).isEqualTo(302);
        browser.cookies().remove("sluice-people");
      }
      Wire.Message refused = browser.go("/");
      assertThat(refused.status()).isEqualTo(401);
      assertThat(issuer.asked()).hasSize(5);
    }
  }

  @Test
  void manyLoginsAtOnceDoNotFillTheBrowserWithCookies() {
    try (GatewayFixture gateway = serving()) {
      LoginBrowser browser = new LoginBrowser(gateway);
      String last = "";
      for (int i = 0; i < 12; i++) {
        last = issuer.comeBack(location(browser.go("/" + i)));
        assertThat(browser.cookies().size()).isLessThanOrEqualTo(6);
      }
      assertThat(location(browser.go(last))).isEqualTo("http://a.test/11");
    }
  }

  @Test
  void ofManyLoginsAtOnceTheOldestGivesWayAndNotTheLast() {
    try (GatewayFixture gateway = serving()) {
      LoginBrowser browser = new LoginBrowser(gateway);
      List<String> cookies = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        if (i == 4) {
          // Logins know the second in which they began.
          long second = System.currentTimeMillis() / 1_000;
          await().atMost(PATIENCE).until(() -> System.currentTimeMillis() / 1_000 > second);
        }
        Set<String> before = Set.copyOf(browser.cookies().keySet());
        browser.go("/" + i);
        browser
            .cookies()
            .forEach(
                (name, value) -> {
                  if (!before.contains(name)) {
                    cookies.add(name + "=" + value);
                  }
                });
      }
      assertThat(cookies).hasSize(5);
      Wire.Message sixth =
          gateway.exchange(
              "GET /5 HTTP/1.1\r\nHost: a.test\r\nAccept: text/html\r\nCookie: "
                  + String.join("; ", cookies)
                  + "\r\n\r\n");
      String last = cookies.get(4).split("=", 2)[0];
      assertThat(sixth.all("Set-Cookie"))
          .anyMatch(each -> each.contains("Max-Age=0;"))
          .noneMatch(each -> each.startsWith(last + "="));
    }
  }

  static Stream<Arguments> badConfigurations() {
    return Stream.of(
        Arguments.of(
            "a redirect",
            "HTTP/1.1 302 F\r\nLocation: http://a.test/\r\nContent-Length: 0\r\n\r\n"),
        Arguments.of(
            "another issuer", ScriptedIssuer.json(200, "{\"issuer\":\"http://evil.test\"}")),
        Arguments.of("no JSON", ScriptedIssuer.json(200, "hello")),
        Arguments.of("100 MB", "HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n{"),
        Arguments.of("nothing", ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badConfigurations")
  void withoutAnIssuerNobodyIsRefusedAndItIsAskedUntilItAnswers(String what, String answer) {
    issuer.configuration = Optional.of(answer);
    try (GatewayFixture gateway = serving()) {
      LoginBrowser browser = new LoginBrowser(gateway);
      assertThat(browser.go("/").status()).as(what).isEqualTo(503);
      assertThat(browser.fetch("GET", "/").status()).as("a script has no session").isEqualTo(401);
      assertThat(gateway.admin("/api/v1/providers").text())
          .contains("\"state\":\"missing\"")
          .contains("lastFailure");
      issuer.configuration = Optional.empty();
      await().atMost(PATIENCE).until(() -> browser.go("/").status() == 302);
    }
  }

  @Test
  void overPlainHttpNobodyLogsInUnlessThatIsSaid() {
    try (GatewayFixture gateway = serving(LoginConfig.of(issuer).secure())) {
      LoginBrowser browser = new LoginBrowser(gateway);
      Wire.Message refused = browser.go("/");
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.all("Set-Cookie")).isEmpty();
    }
  }

  @Test
  void overPlainHttpNoSessionCountsUnlessThatIsSaid() {
    LoginConfig login = LoginConfig.of(issuer);
    try (GatewayFixture gateway = serving(login)) {
      LoginBrowser browser = new LoginBrowser(gateway);
      browser.logIn(issuer, "/");
      assertThat(browser.fetch("GET", "/").status()).isEqualTo(200);
      gateway.apply(login.secure().around(new Config().backend("b", backend.endpoint())));
      assertThat(browser.fetch("GET", "/").status()).isEqualTo(401);
    }
  }
}
