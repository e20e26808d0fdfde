package dev.sluice.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.CredentialPlace;
import dev.sluice.snapshot.DialRules;
import dev.sluice.snapshot.ForwardedClaim;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Tokens of which their issuer is asked. */
@Execution(ExecutionMode.CONCURRENT)
final class IntrospectionTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ALICE =
      "{\"active\":true,\"sub\":\"alice\",\"scope\":\"read write\",\"tenant\":\"acme\"}";

  private final ScriptedBackend backend =
      ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  private final TokenDesk desk = TokenDesk.saying(ALICE);

  @AfterEach
  void stop() {
    backend.close();
    desk.close();
  }

  private Config base() {
    return new Config().backend("b", backend.endpoint());
  }

  private IntrospectionConfig asking() {
    return IntrospectionConfig.at(desk.port());
  }

  private GatewayFixture serving(IntrospectionConfig provider) {
    return GatewayFixture.serving(provider.on(base()));
  }

  private static String bearer(String token, String... fields) {
    List<String> all = new ArrayList<>(List.of(fields));
    all.add("Authorization: Bearer " + token);
    return GatewayFixture.request("GET", "/", all.toArray(String[]::new));
  }

  private static String exp(long seconds) {
    return "{\"active\":true,\"sub\":\"alice\",\"exp\":" + seconds + "}";
  }

  @Test
  void theIssuerIsAskedAsTheStandardSaysAndBackendsAreToldOfTheClient() {
    try (GatewayFixture gateway =
        serving(
            asking()
                .telling(
                    new ForwardedClaim("sub", "x-user-id"),
                    new ForwardedClaim("scope", "x-scopes")))) {
      Wire.Message answer = gateway.exchange(bearer("op/a+que=&x", "X-User-Id: eve"));
      assertThat(answer.status()).isEqualTo(200);
      Wire.Message asked = desk.questions().getFirst();
      assertThat(asked.startLine()).isEqualTo("POST /introspect HTTP/1.1");
      // sluice:s3cret%20pass
      assertThat(asked.first("Authorization")).isEqualTo("Basic c2x1aWNlOnMzY3JldCUyMHBhc3M=");
      assertThat(asked.first("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
      assertThat(asked.text()).isEqualTo("token=op%2Fa%2Bque%3D%26x&token_type_hint=access_token");
      assertThat(backend.lastRequest().all("X-User-Id")).containsExactly("alice");
      assertThat(backend.lastRequest().all("X-Scopes")).containsExactly("read write");
      assertThat(backend.lastRequest().first("Authorization")).isEqualTo("Bearer op/a+que=&x");
    }
  }

  @Test
  void aTokenThatIsStrippedStaysHere() {
    try (GatewayFixture gateway = serving(asking().stripping())) {
      assertThat(gateway.exchange(bearer("t")).status()).isEqualTo(200);
      assertThat(backend.lastRequest().all("Authorization")).isEmpty();
    }
  }

  @Test
  void anAnswerHoldsForAWhileAndConnectionsAreKept() {
    try (GatewayFixture gateway = serving(asking());
        Wire client = gateway.client()) {
      for (int i = 0; i < 50; i++) {
        assertThat(client.send(bearer("token-" + i % 5)).response().status()).isEqualTo(200);
      }
      assertThat(desk.questions()).hasSize(5);
      assertThat(desk.connections()).isEqualTo(1);
      assertThat(gateway.admin("/metrics").text())
          .contains("sluice_introspection_calls_total{provider=\"opaque\",result=\"active\",} 5.0")
          .contains("sluice_introspection_spared_total{provider=\"opaque\",result=\"held\",} 45.0");
      assertThat(gateway.admin("/api/v1/providers").text())
          .contains("\"introspection\":{\"state\":\"asking\",\"rememberedAnswers\":5");
    }
  }

  @Test
  void withoutACacheEachRequestAsks() {
    try (GatewayFixture gateway = serving(asking().cache(0));
        Wire client = gateway.client()) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.send(bearer("t")).response().status()).isEqualTo(200);
      }
      assertThat(desk.questions()).hasSize(3);
      assertThat(desk.connections()).isEqualTo(1);
    }
  }

  @Test
  void noAnswerHoldsBeyondTheToken() {
    try (GatewayFixture gateway = serving(asking().cache(3_600_000));
        Wire client = gateway.client()) {
      assertThat(client.send(bearer("first")).response().status()).isEqualTo(200);
      long end = System.currentTimeMillis() / 1_000 + 4;
      desk.say(exp(end));
      assertThat(client.send(bearer("t")).response().status()).isEqualTo(200);
      await().atMost(PATIENCE).until(() -> client.send(bearer("t")).response().status() == 401);
      assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(end * 1_000);
    }
  }

  @Test
  void aTokenThatIsTakenBackIsRefusedOnceTheAnswerIsDue() {
    try (GatewayFixture gateway = serving(asking().cache(400));
        Wire client = gateway.client()) {
      assertThat(client.send(bearer("t")).response().status()).isEqualTo(200);
      desk.say("{\"active\":false}");
      await().atMost(PATIENCE).until(() -> client.send(bearer("t")).response().status() == 401);
      Wire.Message refused = client.send(bearer("t")).response();
      assertThat(refused.all("WWW-Authenticate"))
          .containsExactly("Bearer realm=\"gateway\", error=\"invalid_token\"");
    }
  }

  @Test
  void anAnswerInUseIsFetchedAgainWhileTheOldOneServes() throws Exception {
    CountDownLatch second = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    desk.answer(
        token -> {
          if (desk.questions().size() > 1) {
            second.countDown();
            awaitUninterruptibly(end);
          }
          return TokenDesk.json(ALICE);
        });
    try (GatewayFixture gateway = serving(asking().cache(8_000));
        Wire client = gateway.client()) {
      assertThat(client.send(bearer("t")).response().status()).isEqualTo(200);
      // Due after 6 of 8 seconds; the issuer then hangs, and nobody notices.
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                assertThat(client.send(bearer("t")).response().status()).isEqualTo(200);
                return second.getCount() == 0;
              });
      assertThat(client.send(bearer("t")).response().status()).isEqualTo(200);
    } finally {
      end.countDown();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aThousandRequestsWithOneTokenAskOnce() {
    CountDownLatch all = new CountDownLatch(1);
    desk.answer(
        token -> {
          awaitUninterruptibly(all);
          return TokenDesk.json(ALICE);
        });
    int many = 1_000;
    List<Wire> clients = new ArrayList<>();
    try (GatewayFixture gateway = serving(asking())) {
      for (int i = 0; i < many; i++) {
        clients.add(gateway.client().send(bearer("t")));
      }
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  gateway
                      .admin("/metrics")
                      .text()
                      .contains(
                          "sluice_introspection_spared_total{provider=\"opaque\",result=\"shared\",}"
                              + " "
                              + (many - 1)
                              + ".0"));
      all.countDown();
      for (Wire client : clients) {
        assertThat(client.response().status()).isEqualTo(200);
      }
      assertThat(desk.questions()).hasSize(1);
    } finally {
      all.countDown();
      clients.forEach(Wire::close);
    }
  }

  @Test
  void whoIsNotForUsIsRefused() {
    IntrospectionConfig strict =
        asking().issuer("https://idp.test").audiences("shop", "cart").required("sub", "tenant");
    long now = System.currentTimeMillis() / 1_000;
    String good =
        "{\"active\":true,\"iss\":\"https://idp.test\",\"aud\":[\"x\",\"shop\"],\"sub\":\"a\","
            + "\"tenant\":\"t\",\"nbf\":"
            + now
            + ",\"exp\":"
            + (now + 60)
            + "}";
    try (GatewayFixture gateway = serving(strict);
        Wire client = gateway.client()) {
      desk.say(good);
      assertThat(client.send(bearer("good")).response().status()).isEqualTo(200);
      int i = 0;
      for (String bad :
          List.of(
              good.replace("idp.test", "idp.test/"),
              good.replace("\"iss\":\"https://idp.test\",", ""),
              good.replace("\"shop\"", "\"Shop\""),
              good.replace("[\"x\",\"shop\"]", "\"shopping\""),
              good.replace("\"aud\":[\"x\",\"shop\"],", ""),
              good.replace("\"sub\":\"a\"", "\"sub\":\"\""),
              good.replace("\"tenant\":\"t\",", ""),
              good.replace("\"nbf\":" + now, "\"nbf\":" + (now + 3_600)),
              good.replace("\"exp\":" + (now + 60), "\"exp\":" + (now - 1)))) {
        desk.say(bad);
        assertThat(client.send(bearer("bad-" + i++)).response().status()).as(bad).isEqualTo(401);
      }
      assertThat(client.send(bearer("good")).response().status()).isEqualTo(200);
    }
  }

  @Test
  void aTokenIsTheSameTokenInWhateverPlaceOfItsProviderItStands() {
    try (GatewayFixture gateway =
        serving(
            IntrospectionConfig.at(desk.port())
                .from(
                    new CredentialPlace.Header("authorization", "Bearer"),
                    new CredentialPlace.Header("x-token", "Bearer"),
                    new CredentialPlace.Header("x-plain", "")))) {
      assertThat(
              gateway
                  .exchange(GatewayFixture.request("GET", "/", "Authorization: Bearer t"))
                  .status())
          .isEqualTo(200);
      // One answer serves both: what is asked about is the token, which is known to be good.
      assertThat(gateway.exchange(GatewayFixture.request("GET", "/", "X-Token: Bearer t")).status())
          .isEqualTo(200);
      assertThat(desk.questions()).hasSize(1);
      // Where no scheme belongs the whole value is the token, and none has a space.
      assertThat(gateway.exchange(GatewayFixture.request("GET", "/", "X-Plain: Bearer t")).status())
          .isEqualTo(401);
      assertThat(gateway.exchange(GatewayFixture.request("GET", "/", "X-Plain: bearer t")).status())
          .isEqualTo(401);
      assertThat(desk.questions()).hasSize(1);
      assertThat(gateway.exchange(GatewayFixture.request("GET", "/", "X-Plain: t")).status())
          .isEqualTo(200);
    }
  }

  @Test
  void whatIsNoTokenIsNotAskedAbout() {
    try (GatewayFixture gateway = serving(asking())) {
      assertThat(gateway.get("/").status()).isEqualTo(401);
      assertThat(gateway.exchange(bearer("")).status()).isEqualTo(401);
      assertThat(gateway.exchange(bearer("a b")).status()).isEqualTo(401);
      assertThat(gateway.exchange(bearer("ä")).status()).isEqualTo(401);
      assertThat(gateway.exchange(bearer("a".repeat(17 << 10))).status()).isIn(401, 431);
      assertThat(gateway.exchange(bearer("a", "Authorization: Bearer b")).status()).isEqualTo(401);
      assertThat(desk.questions()).isEmpty();
    }
  }

  @Test
  void itIsNotAskedWhereNobodyMayGo() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(asking().on(base()).dial(DialRules.CLUSTER))) {
      assertThat(gateway.exchange(bearer("t")).status()).isEqualTo(503);
      assertThat(desk.connections()).isZero();
    }
  }

  @Test
  void answersOutliveSnapshotsAndNewSecretsDoNotKeepOldOnes() {
    try (GatewayFixture gateway = serving(asking())) {
      assertThat(gateway.exchange(bearer("t")).status()).isEqualTo(200);
      gateway.apply(asking().on(base()).respond("more", "/more", 200, "more"));
      assertThat(gateway.exchange(bearer("t")).status()).isEqualTo(200);
      assertThat(desk.questions()).hasSize(1);
      gateway.apply(asking().secret("another").on(base()));
      assertThat(gateway.exchange(bearer("t")).status()).isEqualTo(200);
      assertThat(desk.questions()).hasSize(2);
      // The issuer is the same, and so is the connection to it; what was counted still counts.
      assertThat(desk.connections()).isEqualTo(1);
      assertThat(gateway.admin("/metrics").text())
          .contains("sluice_introspection_calls_total{provider=\"opaque\",result=\"active\",} 2.0");
    }
  }
}
