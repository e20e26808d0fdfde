package dev.sluice.dataplane;

import static dev.sluice.dataplane.ExternalConfig.OK;
import static dev.sluice.dataplane.ExternalConfig.provider;
import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of a service that hold for a while, and questions that several wait for. */
final class ExternalCacheTest {
  private static final long HOUR = 3_600_000;

  private final ScriptedBackend backend = ScriptedBackend.answering(OK);
  private final AtomicInteger asked = new AtomicInteger();

  @AfterEach
  void stop() {
    backend.close();
  }

  private ScriptedBackend counting(String answer) {
    return ScriptedBackend.start(
        wire -> {
          for (var one = wire.request(); one != null; one = wire.request()) {
            asked.incrementAndGet();
            wire.send(answer);
          }
        });
  }

  private static int status(GatewayFixture gateway, String method, String path, String... fields) {
    return gateway.exchange(request(method, path, fields)).status();
  }

  @Test
  void requestsThatAgreeShareAnAnswerAndOthersDoNot() {
    try (ScriptedBackend authoriser = counting(OK);
        GatewayFixture gateway =
            GatewayFixture.serving(
                provider()
                    .requestHeaders("x-plan", "x-noise")
                    .cache(HOUR, "x-plan")
                    .config(authoriser, backend))) {
      String[] first = {"Authorization: a", "Cookie: b=c", "X-Plan: gold"};
      for (int i = 0; i < 3; i++) {
        assertThat(status(gateway, "GET", "/p?q=1", first)).isEqualTo(200);
        assertThat(status(gateway, "GET", "/p?q=1", "X-Noise: " + i, first[0], first[1], first[2]))
            .isEqualTo(200);
      }
      assertThat(asked).hasValue(1);
      status(gateway, "POST", "/p?q=1", first);
      status(gateway, "GET", "/p2?q=1", first);
      status(gateway, "GET", "/p?q=2", first);
      status(gateway, "GET", "/p", first);
      status(gateway, "GET", "/p?q=1", "Authorization: b", first[1], first[2]);
      status(gateway, "GET", "/p?q=1", first[0], "Cookie: b=d", first[2]);
      status(gateway, "GET", "/p?q=1", first[0], first[1], "X-Plan: silver");
      status(gateway, "GET", "/p?q=1", first[0], first[1]);
      status(gateway, "GET", "/p?q=1", first[0], first[1], first[2], "X-Plan: silver");
      status(gateway, "GET", "/p?q=1");
      gateway.exchange("GET /p?q=1 HTTP/1.1\r\nHost: b.test\r\n\r\n");
      assertThat(asked).hasValue(12);
      assertThat(gateway.admin("/metrics").text())
          .contains(
              "sluice_external_questions_saved_total{provider=\"policy\",by=\"answer\",} 5.0");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno"
      })
  void aRefusalHoldsAsWell(String answer) {
    try (ScriptedBackend authoriser = counting(answer);
        GatewayFixture gateway =
            GatewayFixture.serving(provider().cache(HOUR).config(authoriser, backend))) {
      Wire.Message once = gateway.get("/");
      Wire.Message again = gateway.get("/");
      assertThat(again.status()).isEqualTo(once.status());
      assertThat(again.text()).isEqualTo(once.text());
      assertThat(asked).hasValue(1);
    }
  }

  /** What is one client's, what the service wants to be asked again, and what is no answer. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nCache-Control: private, no-store\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 302 Login\r\nLocation: /login?state=x\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 429 Slow\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 403 No\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 503 Away\r\nContent-Length: 0\r\n\r\n"
      })
  void theseHoldForNobodyElse(String answer) {
    try (ScriptedBackend authoriser = counting(answer);
        GatewayFixture gateway =
            GatewayFixture.serving(provider().cache(HOUR).config(authoriser, backend))) {
      gateway.get("/");
      gateway.get("/");
      assertThat(asked).hasValue(2);
    }
  }

  @Test
  void withoutACacheEachRequestIsAskedAbout() {
    try (ScriptedBackend authoriser = counting(OK);
        GatewayFixture gateway = GatewayFixture.serving(provider().config(authoriser, backend))) {
      gateway.get("/");
      gateway.get("/");
      assertThat(asked).hasValue(2);
    }
  }

  @Test
  void answersAreForgottenWithTheirTimeAndWithTheProvider() {
    try (ScriptedBackend authoriser = counting(OK);
        GatewayFixture gateway =
            GatewayFixture.serving(provider().cache(50).config(authoriser, backend))) {
      gateway.get("/");
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                gateway.get("/");
                return asked.get() > 1;
              });
      gateway.apply(provider().cache(HOUR).config(authoriser, backend));
      int before = asked.get();
      gateway.get("/");
      gateway.get("/");
      assertThat(asked).hasValue(before + 1);
      // The same configuration once more, and a change elsewhere.
      gateway.apply(
          provider().cache(HOUR).config(authoriser, backend).respond("other", "/other", 200, ""));
      gateway.get("/");
      assertThat(asked).hasValue(before + 1);
      gateway.apply(provider().cache(HOUR).pathPrefix("/v2").config(authoriser, backend));
      gateway.get("/");
      assertThat(asked).hasValue(before + 2);
    }
  }

  /** All ask the same at once; the one who asked first goes away, and the others are answered. */
  @Test
  void whoeverWantsToKnowTheSameWaitsForOneQuestion() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    try (ScriptedBackend authoriser =
            ScriptedBackend.start(
                wire -> {
                  for (var one = wire.request(); one != null; one = wire.request()) {
                    asked.incrementAndGet();
                    answer.await(60, TimeUnit.SECONDS);
                    wire.send(OK);
                  }
                });
        GatewayFixture gateway =
            GatewayFixture.serving(
                provider().timeoutMillis(30_000).cache(HOUR).config(authoriser, backend))) {
      Wire first = gateway.client().send(request("GET", "/"));
      await().atMost(Duration.ofSeconds(60)).until(() -> asked.get() == 1);
      List<Wire> others = new ArrayList<>();
      Stream.generate(gateway::client)
          .limit(50)
          .forEach(each -> others.add(each.send(request("GET", "/"))));
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  gateway
                      .admin("/metrics")
                      .text()
                      .contains(
                          "sluice_external_questions_saved_total{provider=\"policy\","
                              + "by=\"question\",} 50.0"));
      first.close();
      answer.countDown();
      for (Wire other : others) {
        assertThat(other.response().status()).isEqualTo(200);
        other.close();
      }
      assertThat(asked).hasValue(1);
    }
  }

  /**
   * A cookie that one client gets is no other's, who asks the same at the same time: it would let
   * either act as the other.
   */
  @Test
  void whatOneClientAloneIsToldIsNotSharedWhileTheQuestionIsUnderWay() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    try (ScriptedBackend authoriser =
            ScriptedBackend.start(
                wire -> {
                  for (var one = wire.request(); one != null; one = wire.request()) {
                    int number = asked.incrementAndGet();
                    answer.await(60, TimeUnit.SECONDS);
                    wire.send(
                        "HTTP/1.1 302 Login\r\nLocation: /login\r\nSet-Cookie: state="
                            + number
                            + "\r\nContent-Length: 0\r\n\r\n");
                  }
                });
        GatewayFixture gateway =
            GatewayFixture.serving(
                provider().timeoutMillis(30_000).cache(HOUR).config(authoriser, backend));
        Wire attacker = gateway.client().send(request("GET", "/"))) {
      await().atMost(Duration.ofSeconds(60)).until(() -> asked.get() == 1);
      try (Wire victim = gateway.client().send(request("GET", "/"))) {
        await()
            .atMost(Duration.ofSeconds(60))
            .until(
                () ->
                    gateway
                        .admin("/metrics")
                        .text()
                        .contains(
                            "sluice_external_questions_saved_total{provider=\"policy\","
                                + "by=\"question\",} 1.0"));
        answer.countDown();
        assertThat(attacker.response().all("Set-Cookie")).containsExactly("state=1");
        assertThat(victim.response().all("Set-Cookie")).containsExactly("state=2");
      }
    }
  }
}
