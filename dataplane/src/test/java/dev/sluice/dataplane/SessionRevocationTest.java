package dev.sluice.dataplane;

import static dev.sluice.dataplane.LoginBrowser.location;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.redis.TestRedis;
import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.IdentityProvider.Revocation;
import dev.sluice.snapshot.SharedStore;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Sessions end with a token that they rest on, by a list in a real Redis. */
@Execution(ExecutionMode.CONCURRENT)
final class SessionRevocationTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ScriptedBackend backend =
      ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  private final ScriptedIssuer issuer = new ScriptedIssuer();
  private final TestRedis redis = TestRedis.start();

  @AfterEach
  void stop() {
    redis.close();
    backend.close();
    issuer.close();
  }

  private GatewayFixture serving(LoginConfig login) {
    GatewayFixture gateway = GatewayFixture.serving(with(login));
    awaitList(gateway);
    return gateway;
  }

  /** It has read what was taken back. */
  private static void awaitList(GatewayFixture gateway) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                gateway
                    .admin("/api/v1/store")
                    .text()
                    .contains("\"revocations\":{\"state\":\"current\""));
  }

  private Config with(LoginConfig login) {
    return login
        .around(new Config().backend("b", backend.endpoint()))
        .store(
            new SharedStore.Redis(
                List.of("127.0.0.1:" + redis.port()),
                SharedStore.Mode.STANDALONE,
                false,
                0,
                "",
                SharedStore.Login.NONE,
                List.of()));
  }

  private LoginConfig closed() {
    return LoginConfig.of(issuer).revocable(Revocation.CLOSED);
  }

  private void revoke(String... fields) {
    String[] words = new String[fields.length + 3];
    words[0] = "XADD";
    words[1] = "sluice:revocations";
    words[2] = "*";
    System.arraycopy(fields, 0, words, 3, fields.length);
    assertThat(redis.command(words)).startsWith("$");
  }

  private static LoginBrowser loggedIn(GatewayFixture gateway, ScriptedIssuer issuer) {
    LoginBrowser browser = new LoginBrowser(gateway);
    browser.logIn(issuer, "/");
    awaitStatus(browser, 200);
    return browser;
  }

  private static void awaitStatus(LoginBrowser browser, int status) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> browser.copy().fetch("GET", "/").status() == status);
  }

  private static String hash(String token) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aSessionEndsWithItsIdTokenAndOnlyThat() {
    try (GatewayFixture gateway = serving(closed())) {
      issuer.claims.put("jti", "\"one\"");
      LoginBrowser browser = loggedIn(gateway, issuer);
      issuer.claims.put("jti", "\"two\"");
      LoginBrowser other = loggedIn(gateway, issuer);
      revoke("issuer", issuer.url(), "jti", "one");
      awaitStatus(browser, 401);

      LoginBrowser script = browser.copy();
      Wire.Message refused = script.fetch("GET", "/");
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.text()).contains("\"reason\":\"UNAUTHENTICATED\"");
      assertThat(script.cookies()).doesNotContainKey("sluice-people");
      assertThat(browser.copy().fetch("POST", "/").status()).isEqualTo(401);

      LoginBrowser thief = browser.copy();
      Wire.Message away = browser.go("/cart");
      assertThat(away.status()).isEqualTo(302);
      assertThat(browser.cookies()).doesNotContainKey("sluice-people");
      assertThat(browser.go(issuer.comeBack(location(away))).status()).isEqualTo(302);
      assertThat(browser.fetch("GET", "/").status()).isEqualTo(200);
      assertThat(other.fetch("GET", "/").status()).isEqualTo(200);
      assertThat(gateway.admin("/metrics").text())
          .contains("sluice_revocation_refused_total{provider=\"people\",}");

      // It does not come back with the list.
      revoke("issuer", issuer.url(), "jti", "one", "restore", "1");
      await()
          .atMost(PATIENCE)
          .until(() -> gateway.admin("/api/v1/store").text().contains("\"entries\":0"));
      assertThat(thief.fetch("GET", "/").status()).isEqualTo(401);
    }
  }

  @Test
  void allSessionsOfSomebodyEndAndALoginAfterThatIsGood() {
    try (GatewayFixture gateway = serving(closed())) {
      LoginBrowser one = loggedIn(gateway, issuer);
      LoginBrowser two = loggedIn(gateway, issuer);
      issuer.claims.put("sub", "\"bob\"");
      LoginBrowser bob = loggedIn(gateway, issuer);
      issuer.claims.remove("sub");
      revoke("issuer", "people", "subject", "alice");
      awaitStatus(one, 401);
      awaitStatus(two, 401);
      assertThat(bob.fetch("GET", "/").status()).isEqualTo(200);
      issuer.claims.put("iat", String.valueOf(TestIssuer.now() + 2));
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(200))
          .until(
              () -> {
                LoginBrowser again = new LoginBrowser(gateway);
                again.logIn(issuer, "/");
                return again.fetch("GET", "/").status() == 200;
              });
    }
  }

  @Test
  void whoIsBlockedGetsNoSessionAtAll() {
    revoke(
        "issuer",
        issuer.url(),
        "subject",
        "alice",
        "before",
        String.valueOf(TestIssuer.now() + 600));
    try (GatewayFixture gateway = serving(closed())) {
      awaitStatus(new LoginBrowser(gateway), 401);
      await()
          .atMost(PATIENCE)
          .until(() -> gateway.admin("/api/v1/store").text().contains("\"entries\":1"));
      LoginBrowser browser = new LoginBrowser(gateway);
      Wire.Message back = browser.logIn(issuer, "/");
      assertThat(back.status()).isEqualTo(401);
      assertThat(browser.cookies()).doesNotContainKey("sluice-people");
    }
  }

  @Test
  void aSessionEndsWithItsAccessTokenWhetherBackendsSeeItOrNot() throws Exception {
    for (LoginConfig login : List.of(closed(), closed().forwarding())) {
      try (GatewayFixture gateway = serving(login)) {
        LoginBrowser browser = loggedIn(gateway, issuer);
        String access = issuer.accessTokens().getLast();
        revoke("hash", hash(access));
        awaitStatus(browser, 401);
      }
    }
  }

  /**
   * The list comes while the issuer is asked for new tokens: those do not go on with the session.
   */
  @Test
  void newTokensGoOnWithNoSessionThatWasTakenBack() throws Exception {
    issuer.expiresIn = 1;
    issuer.claims.put("jti", "\"first\"");
    try (GatewayFixture gateway = serving(closed())) {
      LoginBrowser browser = new LoginBrowser(gateway);
      browser.logIn(issuer, "/");
      LoginBrowser before = browser.copy();
      issuer.claims.put("jti", "\"second\"");
      await()
          .atMost(PATIENCE)
          .until(
              () -> browser.fetch("GET", "/").status() == 200 && issuer.accessTokens().size() > 1);
      revoke("issuer", issuer.url(), "subject", "alice", "before", "1000");
      // Of a moment before the tokens of today, but not before the login.
      revoke("issuer", issuer.url(), "jti", "first");
      awaitStatus(before, 401);
      // What it was given since is of the same session.
      assertThat(browser.fetch("GET", "/").status()).isEqualTo(401);
    }
  }

  @Test
  void aSubjectIsTakenBackWithTokensThatWereRefreshedLater() {
    issuer.expiresIn = 1;
    try (GatewayFixture gateway = serving(closed())) {
      LoginBrowser browser = new LoginBrowser(gateway);
      browser.logIn(issuer, "/");
      long begun = TestIssuer.now();
      issuer.claims.put("iat", String.valueOf(begun + 20));
      await()
          .atMost(PATIENCE)
          .until(
              () -> browser.fetch("GET", "/").status() == 200 && issuer.accessTokens().size() > 1);
      revoke("issuer", issuer.url(), "subject", "alice", "before", String.valueOf(begun + 10));
      awaitStatus(browser, 401);
    }
  }

  @Test
  void withoutTheListSessionsGoOnOrWaitAsIsSaid() {
    for (Revocation policy : List.of(Revocation.OPEN, Revocation.CLOSED)) {
      try (TestRedis gone = TestRedis.start();
          GatewayFixture gateway = serving(LoginConfig.of(issuer).revocable(policy))) {
        LoginBrowser browser = loggedIn(gateway, issuer);
        gateway.apply(
            LoginConfig.of(issuer)
                .revocable(policy)
                .around(new Config().backend("b", backend.endpoint()))
                .store(
                    new SharedStore.Redis(
                        List.of("127.0.0.1:" + gone.port()),
                        SharedStore.Mode.STANDALONE,
                        false,
                        0,
                        "",
                        SharedStore.Login.NONE,
                        List.of())));
        awaitStatus(browser, 200);
        // Who was never asked cannot be missed.
        await()
            .atMost(PATIENCE)
            .until(() -> gone.command("INFO", "commandstats").contains("cmdstat_xrevrange"));
        awaitList(gateway);
        gone.close();
        if (policy == Revocation.CLOSED) {
          awaitStatus(browser, 503);
          Wire.Message unavailable = browser.fetch("GET", "/");
          assertThat(unavailable.status()).isEqualTo(503);
          assertThat(browser.cookies()).containsKey("sluice-people");
        } else {
          await()
              .atMost(PATIENCE)
              .until(() -> gateway.admin("/api/v1/store").text().contains("\"state\":\"old\""));
          assertThat(browser.fetch("GET", "/").status()).isEqualTo(200);
        }
      }
    }
  }

  @Test
  void aProviderThatAsksTheListFromNowOnKeepsItsSessionsAndEndsThoseOnIt() {
    issuer.claims.put("jti", "\"one\"");
    try (GatewayFixture gateway = GatewayFixture.serving(with(LoginConfig.of(issuer)))) {
      LoginBrowser browser = loggedIn(gateway, issuer);
      revoke("issuer", issuer.url(), "jti", "one");
      assertThat(browser.copy().fetch("GET", "/").status()).isEqualTo(200);
      gateway.apply(with(closed()));
      awaitStatus(browser, 401);
    }
  }
}
