package dev.sluice.dataplane;

import static dev.sluice.dataplane.LoginBrowser.location;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A backend thinks for long; what the browser has got meanwhile is not undone by its answer. */
final class LateAnswersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final CountDownLatch thinking = new CountDownLatch(1);
  private final CountDownLatch thought = new CountDownLatch(1);
  private final ScriptedBackend backend = ScriptedBackend.start(this::answer);
  private final ScriptedIssuer issuer = new ScriptedIssuer();

  @AfterEach
  void stop() {
    thought.countDown();
    backend.close();
    issuer.close();
  }

  private void answer(Wire wire) throws Exception {
    for (var request = wire.request(); request != null; request = wire.request()) {
      backend.record(request);
      if (request.startLine().contains("/slow")) {
        thinking.countDown();
        thought.await();
      }
      wire.send(OK);
    }
  }

  private GatewayFixture serving() {
    return GatewayFixture.serving(
        LoginConfig.of(issuer).forwarding().around(new Config().backend("b", backend.endpoint())));
  }

  private long refreshes() {
    return issuer.asked().stream()
        .filter(form -> "refresh_token".equals(form.get("grant_type")))
        .count();
  }

  private void awaitRefreshes(LoginBrowser browser, int count) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              assertThat(browser.fetch("GET", "/").status()).isEqualTo(200);
              return refreshes() == count;
            });
  }

  /** Logs in, and lets a request wait whose answer is to bring the tokens of the first refresh. */
  private CompletableFuture<Wire.Message> late(LoginBrowser browser) throws Exception {
    issuer.expiresIn = 1;
    browser.logIn(issuer, "/");
    LoginBrowser slow = browser.copy();
    awaitRefreshes(browser, 1);
    CompletableFuture<Wire.Message> late =
        CompletableFuture.supplyAsync(() -> slow.go("/slow"), Thread::startVirtualThread);
    thinking.await();
    return late;
  }

  private Wire.Message end(CompletableFuture<Wire.Message> late) {
    thought.countDown();
    return late.join();
  }

  @Test
  void tokensThatWereRefreshedMeanwhileStay() throws Exception {
    try (GatewayFixture gateway = serving();
        GatewayFixture replica = serving()) {
      LoginBrowser browser = new LoginBrowser(gateway);
      CompletableFuture<Wire.Message> late = late(browser);
      issuer.expiresIn = 3_600;
      awaitRefreshes(browser, 2);
      List<String> newest = backend.lastRequest().all("Authorization");
      Wire.Message answer = end(late);
      assertThat(answer.status()).isEqualTo(200);
      // As the browser does, it takes what comes last.
      answer.all("Set-Cookie").forEach(browser::take);
      // Where nobody remembers what came of the older refresh tokens.
      LoginBrowser there = new LoginBrowser(replica);
      there.cookies().putAll(browser.cookies());
      assertThat(there.fetch("GET", "/").status()).isEqualTo(200);
      assertThat(backend.lastRequest().all("Authorization")).isEqualTo(newest);
      assertThat(refreshes()).isEqualTo(2);
    }
  }

  @Test
  void whoLoggedOutMeanwhileHasNoSessionOfIt() throws Exception {
    try (GatewayFixture gateway = serving()) {
      LoginBrowser browser = new LoginBrowser(gateway);
      CompletableFuture<Wire.Message> late = late(browser);
      assertThat(browser.fetch("POST", "/oauth2/logout", "Origin: http://a.test").status())
          .isEqualTo(303);
      Wire.Message answer = end(late);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.all("Set-Cookie")).isEmpty();
    }
  }

  @Test
  void whoLoggedInAnewMeanwhileKeepsThat() throws Exception {
    try (GatewayFixture gateway = serving()) {
      LoginBrowser browser = new LoginBrowser(gateway);
      CompletableFuture<Wire.Message> late = late(browser);
      Wire.Message again = browser.go("/oauth2/callback?state=nobody");
      assertThat(again.status()).isEqualTo(401);
      // Another tab began before.
      LoginBrowser tab = new LoginBrowser(gateway);
      String back = issuer.comeBack(location(tab.go("/")));
      browser.cookies().putAll(tab.cookies());
      issuer.claims.put("sub", "\"bob\"");
      assertThat(browser.go(back).status()).isEqualTo(302);
      Wire.Message answer = end(late);
      assertThat(answer.all("Set-Cookie")).isEmpty();
      assertThat(browser.fetch("GET", "/").status()).isEqualTo(200);
      assertThat(backend.lastRequest().first("X-User-Id")).isEqualTo("bob");
    }
  }
}
