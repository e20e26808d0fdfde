package dev.sluice.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.ClientAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Issuers that fail: nobody gets in by that, and no client is blamed for it. */
final class IntrospectionFaultTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ALICE = "{\"active\":true,\"sub\":\"alice\"}";

  private final ScriptedBackend backend =
      ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  private final TokenDesk desk = TokenDesk.saying(ALICE);

  @AfterEach
  void stop() {
    backend.close();
    desk.close();
  }

  private GatewayFixture serving(IntrospectionConfig provider) {
    return GatewayFixture.serving(provider.on(new Config().backend("b", backend.endpoint())));
  }

  /** Clients are who a proxy before the gateway says. */
  private GatewayFixture servingMany(IntrospectionConfig provider) {
    return GatewayFixture.serving(
        provider.on(
            new Config()
                .clientAddress(new ClientAddress.TrustedHops(1, "x-forwarded-for"))
                .backend("b", backend.endpoint())));
  }

  private static String of(String client, String token) {
    return GatewayFixture.request(
        "GET", "/", "Authorization: Bearer " + token, "X-Forwarded-For: " + client);
  }

  private static String bearer(String token) {
    return GatewayFixture.request("GET", "/", "Authorization: Bearer " + token);
  }

  private static void assertUnavailable(Wire.Message answer) {
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.first("Retry-After")).isEqualTo("1");
    assertThat(answer.all("WWW-Authenticate")).isEmpty();
    assertThat(answer.text())
        .contains("\"reason\":\"AUTHENTICATION_UNAVAILABLE\"")
        .doesNotContain("canary")
        .doesNotContain("127.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"active\":\"true\"}",
        "{\"active\":1}",
        "{\"active\":null}",
        "{\"active\":[true]}",
        "{\"Active\":true}",
        "{}",
        "[]",
        "true",
        "null",
        "",
        "<html>canary</html>",
        "{\"active\":true,\"active\":false}",
        "{\"active\":false,\"active\":true}",
        "{\"active\":true",
        "{\"active\":true} trailing",
        "{\"active\":true,\"exp\":\"9999999999\"}",
        "{\"active\":true,\"exp\":-1}",
        "{\"active\":true,\"exp\":1e400}",
        "{\"active\":true,\"exp\":9223372036854775808}",
        "{\"active\":true,\"exp\":true}",
        "{\"active\":true,\"nbf\":\"now\"}",
        "{\"active\":true,\"aud\":{\"shop\":true}}",
        "{\"active\":true,\"aud\":[1]}"
      })
  void onlyWhatTheStandardSaysIsAnAnswer(String body) {
    desk.say(body);
    try (GatewayFixture gateway = serving(IntrospectionConfig.at(desk.port()))) {
      assertUnavailable(gateway.exchange(bearer("t")));
      assertThat(backend.accepted()).isZero();
      // Nothing of it is held.
      desk.say(ALICE);
      assertThat(gateway.exchange(bearer("t")).status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 15\r\n\r\n{\"active\":true}",
        "HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 400 Bad Request\r\nContent-Length: 15\r\n\r\n{\"active\":true}",
        "HTTP/1.1 401 Unauthorized\r\nContent-Length: 15\r\n\r\n{\"active\":true}",
        "HTTP/1.1 403 Forbidden\r\nContent-Length: 6\r\n\r\ncanary",
        "HTTP/1.1 201 Created\r\nContent-Length: 15\r\n\r\n{\"active\":true}",
        "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 307 Temporary\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n{\"active\":true,\"x\":\"",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n{\"active\":true}",
        "garbage\r\n\r\n",
        "HTTP/2 200\r\n\r\n"
      })
  void noOtherAnswerLetsAnybodyIn(String answer) {
    desk.answer(token -> answer);
    try (GatewayFixture gateway = serving(IntrospectionConfig.at(desk.port()))) {
      assertUnavailable(gateway.exchange(bearer("t")));
      assertThat(backend.accepted()).isZero();
      assertThat(desk.questions()).hasSize(1);
      assertThat(gateway.admin("/api/v1/providers").text())
          .contains("\"failed\":1")
          .contains("\"lastFailure\":\"")
          .doesNotContain("canary");
      desk.say(ALICE);
      assertThat(gateway.exchange(bearer("t")).status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"active\":true}",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nf\r\n{\"active\":true}",
        "HTTP/1.1 200 OK\r\nContent-Le"
      })
  void anAnswerThatBreaksOffIsNone(String answer) {
    try (ScriptedBackend breaking =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  wire.send(answer);
                });
        GatewayFixture gateway = serving(IntrospectionConfig.at(breaking.port()))) {
      assertUnavailable(gateway.exchange(bearer("t")));
      assertThat(backend.accepted()).isZero();
    }
  }

  @Test
  void anIssuerThatHangsHoldsNobodyForLongAndThoseWhoAreKnownNotAtAll() {
    CountDownLatch end = new CountDownLatch(1);
    desk.answer(
        token -> {
          if (!token.equals("known")) {
            hold(end);
          }
          return TokenDesk.json(ALICE);
        });
    List<Wire> flood = new ArrayList<>();
    try (GatewayFixture gateway = servingMany(IntrospectionConfig.at(desk.port()).timeout(2_000));
        Wire known = gateway.client()) {
      assertThat(known.send(bearer("known")).response().status()).isEqualTo(200);
      for (int i = 0; i < 400; i++) {
        flood.add(gateway.client().send(of("192.0.2." + i % 250, "random-" + i)));
      }
      for (int i = 0; i < 100; i++) {
        assertThat(known.send(bearer("known")).response().status()).isEqualTo(200);
      }
      for (Wire client : flood) {
        assertUnavailable(client.response());
      }
      // No more than a few at a time ever came to the issuer.
      assertThat(desk.connections()).isLessThanOrEqualTo(2 * 32 + 1);
      assertThat(gateway.admin("/metrics").text())
          .contains("sluice_introspection_failing{provider=\"opaque\",} 1.0");
      end.countDown();
      desk.say(ALICE);
      await().atMost(PATIENCE).until(() -> gateway.exchange(bearer("new")).status() == 200);
      assertThat(gateway.admin("/metrics").text())
          .contains("sluice_introspection_failing{provider=\"opaque\",} 0.0");
    } finally {
      end.countDown();
      flood.forEach(Wire::close);
    }
  }

  private static void hold(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void anIssuerThatIsGoneIsRestedAndComesBack() {
    TokenDesk gone = TokenDesk.saying(ALICE);
    int port = gone.port();
    gone.close();
    try (GatewayFixture gateway = serving(IntrospectionConfig.at(port))) {
      for (int i = 0; i < 20; i++) {
        assertUnavailable(gateway.exchange(bearer("t-" + i)));
      }
      assertThat(gateway.admin("/api/v1/providers").text()).contains("\"state\":\"failing\"");
    }
  }

  @Test
  void tokensOnWhichTheIssuerFailsKeepItFromNobodyElse() {
    desk.answer(
        token ->
            token.startsWith("poison")
                ? "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"
                : TokenDesk.json(ALICE));
    try (GatewayFixture gateway = servingMany(IntrospectionConfig.at(desk.port()))) {
      for (int i = 0; i < 20; i++) {
        assertUnavailable(gateway.exchange(of("192.0.2.1", "poison-" + i)));
      }
      assertThat(gateway.exchange(of("192.0.2.2", "good")).status()).isEqualTo(200);
    }
  }

  @Test
  void aClientWhoseTokensTheIssuerHangsOnTakesItFromNobodyElse() {
    CountDownLatch end = new CountDownLatch(1);
    desk.answer(
        token -> {
          if (token.startsWith("poison")) {
            hold(end);
          }
          return TokenDesk.json(ALICE);
        });
    List<Wire> flood = new ArrayList<>();
    try (GatewayFixture gateway = servingMany(IntrospectionConfig.at(desk.port()).timeout(2_000));
        Wire others = gateway.client()) {
      for (int i = 0; i < 100; i++) {
        flood.add(gateway.client().send(of("192.0.2.1", "poison-" + i)));
      }
      // While they hang, and for as long as they may, and once they have failed.
      for (int i = 0; i < 20; i++) {
        assertThat(others.send(of("192.0.2.2", "good-" + i)).response().status()).isEqualTo(200);
      }
      for (Wire client : flood) {
        assertUnavailable(client.response());
        assertThat(others.send(of("192.0.2.3", "new-" + flood.indexOf(client))).response().status())
            .isEqualTo(200);
      }
      assertUnavailable(gateway.exchange(of("192.0.2.1", "poison")));
      assertThat(gateway.exchange(of("192.0.2.4", "good")).status()).isEqualTo(200);
      assertThat(gateway.admin("/metrics").text())
          .contains("sluice_introspection_failing{provider=\"opaque\",} 0.0");
    } finally {
      end.countDown();
      flood.forEach(Wire::close);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n",
        "garbage\r\n\r\n"
      })
  void aClientWhoseTokensTheIssuerFailsOnIsKeptFromItAlone(String answer) {
    desk.answer(token -> token.startsWith("poison") ? answer : TokenDesk.json(ALICE));
    try (GatewayFixture gateway = servingMany(IntrospectionConfig.at(desk.port()))) {
      for (int i = 0; i < 20; i++) {
        assertUnavailable(gateway.exchange(of("192.0.2.1", "poison-" + i)));
        assertThat(gateway.exchange(of("192.0.2.2", "good-" + i)).status()).isEqualTo(200);
      }
      assertThat(gateway.admin("/api/v1/providers").text()).contains("\"state\":\"asking\"");
    }
  }

  @Test
  void aConnectionThatTheIssuerLetGoOfCostsNothing() {
    ScriptedBackend[] once = new ScriptedBackend[1];
    once[0] =
        ScriptedBackend.start(
            wire -> {
              Wire.Message request = wire.request();
              if (request != null) {
                once[0].record(request);
                // It does not say that it closes.
                wire.send(TokenDesk.json(ALICE));
              }
            });
    try (ScriptedBackend closing = once[0];
        GatewayFixture gateway = serving(IntrospectionConfig.at(closing.port()).cache(0))) {
      for (int i = 0; i < 20; i++) {
        assertThat(gateway.exchange(bearer("t-" + i)).status()).isEqualTo(200);
      }
      assertThat(closing.requests()).hasSize(20);
    }
  }

  @Test
  void anAnswerThatNobodyAskedForIsNotTakenForTheNext() {
    desk.answer(token -> TokenDesk.json("{\"active\":false}") + TokenDesk.json(ALICE));
    try (GatewayFixture gateway = serving(IntrospectionConfig.at(desk.port()))) {
      for (int i = 0; i < 10; i++) {
        assertThat(gateway.exchange(bearer("t-" + i)).status()).isEqualTo(401);
      }
    }
  }
}
