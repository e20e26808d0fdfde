package dev.sluice.dataplane;

import static dev.sluice.dataplane.ExternalConfig.OK;
import static dev.sluice.dataplane.ExternalConfig.provider;
import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.observe.log.LogTarget;
import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.Endpoint;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A service that says who may pass and is away, slow, or hostile. */
final class ExternalOutageTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String HEAD = "HTTP/1.1 200 OK\r\n";

  private final ScriptedBackend backend = ScriptedBackend.answering(OK);

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // JUnit fills the field.
  ExternalOutageTest() {}

  @AfterEach
  void stop() {
    backend.close();
  }

  private static Endpoint nobody() {
    try (ScriptedBackend gone = ScriptedBackend.answering(OK)) {
      return gone.endpoint();
    }
  }

  private void isUnavailable(GatewayFixture gateway) {
    Wire.Message told = gateway.get("/");
    assertThat(told.status()).isEqualTo(503);
    assertThat(told.text()).contains("AUTHENTICATION_UNAVAILABLE");
    assertThat(backend.accepted()).isZero();
  }

  @Test
  void whereNobodyAnswersNobodyPasses() {
    try (GatewayFixture gateway = GatewayFixture.serving(provider().config(nobody(), backend))) {
      isUnavailable(gateway);
      isUnavailable(gateway);
    }
  }

  @Test
  void whereItIsSaidToBeOpenRequestsPassWithoutANameAndThatIsWrittenDown() throws Exception {
    Path audit = directory.resolve("audit.log");
    try (GatewayFixture gateway =
        GatewayFixture.start(GatewayFixture.options().withAuditLog(new LogTarget.File(audit)))) {
      gateway.apply(provider().failOpen(true).backendHeaders("x-user").config(nobody(), backend));
      assertThat(gateway.exchange(request("GET", "/", "X-User: root")).status()).isEqualTo(200);
      assertThat(backend.lastRequest().head()).doesNotContain("root");
      assertThat(gateway.admin("/metrics").text())
          .contains(
              "sluice_external_opened_total{provider=\"policy\",} 1.0",
              "sluice_external_questions_total{provider=\"policy\",result=\"unavailable\",} 1.0",
              "outcome=\"would_refuse\",reason=\"AUTHENTICATION_UNAVAILABLE\",} 1.0");
    }
    assertThat(Files.readString(audit))
        .contains("AUTHENTICATION_UNAVAILABLE", "policy: did not answer");
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 599, 600, 999})
  void anErrorOfItsOwnIsNoRefusal(int status) {
    String answer = "HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\n\r\n";
    try (ScriptedBackend authoriser = ScriptedBackend.answering(answer);
        GatewayFixture gateway = GatewayFixture.serving(provider().config(authoriser, backend))) {
      isUnavailable(gateway);
    }
  }

  /** Each says 200 somewhere, and is no answer. */
  static List<String> brokenAnswers() {
    return List.of(
        "",
        "HTTP/1.1 ",
        HEAD + "Content-Length: 10\r\n\r\nshort",
        HEAD + "Transfer-Encoding: chunked\r\n\r\n5\r\nhe",
        HEAD + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n",
        HEAD + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
        HEAD + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        HEAD + "Content-Length: -1\r\n\r\n",
        HEAD + "Content-Length: 100000\r\n\r\n" + "x".repeat(100_000),
        HEAD + "\r\n" + "x".repeat(100_000),
        HEAD + "X-Big: " + "x".repeat(70_000) + "\r\n\r\n",
        HEAD + "X-Many: 1\r\n".repeat(200) + "\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
            + HEAD
            + "\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n".repeat(20) + HEAD + "Content-Length: 0\r\n\r\n",
        "HTTP/2 200\r\n\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n",
        "<html>200 OK</html>\r\n\r\n",
        "\r\n" + HEAD + "\r\n");
  }

  @ParameterizedTest
  @MethodSource("brokenAnswers")
  void aBrokenAnswerIsNone(String answer) {
    try (ScriptedBackend authoriser =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  wire.send(answer);
                });
        GatewayFixture gateway = GatewayFixture.serving(provider().config(authoriser, backend))) {
      isUnavailable(gateway);
    }
  }

  /** Open or not, it has said no: what comes behind the head does not change that. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 10\r\n\r\nshort",
        "Content-Length: 100000000\r\n\r\nshort",
        "Transfer-Encoding: chunked\r\n\r\nxyz\r\n"
      })
  void aRefusalWhoseBodyBreaksOffIsStillOne(String rest) {
    try (ScriptedBackend authoriser =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  wire.send("HTTP/1.1 403 No\r\n" + rest);
                });
        GatewayFixture gateway =
            GatewayFixture.serving(provider().failOpen(true).config(authoriser, backend))) {
      Wire.Message told = gateway.get("/");
      assertThat(told.status()).isEqualTo(403);
      assertThat(told.text()).isEmpty();
      assertThat(backend.accepted()).isZero();
    }
  }

  @Test
  void interimAnswersAreNotTheAnswer() {
    String answer =
        "HTTP/1.1 103 Early Hints\r\nX-User: root\r\n\r\nHTTP/1.1 204 Fine\r\nX-User: ada\r\n\r\n";
    try (ScriptedBackend authoriser = ScriptedBackend.answering(answer);
        GatewayFixture gateway =
            GatewayFixture.serving(
                provider().backendHeaders("x-user").config(authoriser, backend))) {
      assertThat(gateway.get("/").status()).isEqualTo(200);
      assertThat(backend.lastRequest().all("X-User")).containsExactly("ada");
    }
  }

  /** What comes behind an answer is nobody's: least of all the next question's. */
  @Test
  void aSecondAnswerBehindTheFirstIsNotBelieved() {
    AtomicInteger asked = new AtomicInteger();
    try (ScriptedBackend authoriser =
            ScriptedBackend.start(
                wire -> {
                  for (var one = wire.request(); one != null; one = wire.request()) {
                    wire.send(
                        asked.getAndIncrement() == 0
                            ? HEAD
                                + "Content-Length: 0\r\n\r\n"
                                + HEAD
                                + "Content-Length: 0\r\n\r\n"
                            : "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n");
                  }
                });
        GatewayFixture gateway = GatewayFixture.serving(provider().config(authoriser, backend));
        Wire client = gateway.client()) {
      assertThat(client.send(request("GET", "/")).response().status()).isEqualTo(200);
      assertThat(client.send(request("GET", "/")).response().status()).isEqualTo(403);
      assertThat(client.send(request("GET", "/")).response().status()).isEqualTo(403);
    }
  }

  /** Redirects are told, and not followed. */
  @Test
  void itIsNotFollowedElsewhere() {
    try (ScriptedBackend elsewhere = ScriptedBackend.answering(OK);
        ScriptedBackend authoriser =
            ScriptedBackend.answering(
                "HTTP/1.1 307 There\r\nLocation: http://127.0.0.1:"
                    + elsewhere.port()
                    + "/\r\nContent-Length: 0\r\n\r\n");
        GatewayFixture gateway = GatewayFixture.serving(provider().config(authoriser, backend))) {
      assertThat(gateway.get("/").status()).isEqualTo(307);
      assertThat(elsewhere.accepted()).isZero();
    }
  }

  /** The limit is on everything: to say nothing, half a head, or a body drop by drop. */
  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort"})
  void itsTimeIsLimited(String begun) throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (ScriptedBackend authoriser =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  wire.send(begun);
                  over.await(60, TimeUnit.SECONDS);
                });
        GatewayFixture gateway =
            GatewayFixture.serving(provider().timeoutMillis(100).config(authoriser, backend))) {
      isUnavailable(gateway);
    } finally {
      over.countDown();
    }
  }

  @Test
  void aConnectionThatItClosedMeanwhileIsNoOutage() {
    try (ScriptedBackend authoriser =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  wire.send(OK);
                });
        GatewayFixture gateway = GatewayFixture.serving(provider().config(authoriser, backend));
        Wire client = gateway.client()) {
      for (int i = 0; i < 20; i++) {
        assertThat(client.send(request("GET", "/")).response().status()).isEqualTo(200);
      }
      assertThat(authoriser.accepted()).isEqualTo(20);
    }
  }

  @Test
  void oneThatComesBackIsAskedAgain() {
    try (GatewayFixture gateway = GatewayFixture.serving(provider().config(nobody(), backend))) {
      isUnavailable(gateway);
      try (ScriptedBackend authoriser = ScriptedBackend.answering(OK)) {
        gateway.apply(provider().config(authoriser, backend));
        assertThat(gateway.get("/").status()).isEqualTo(200);
      }
    }
  }

  @Test
  void aClientThatGoesAwayFreesTheQuestion() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch freed = new CountDownLatch(1);
    try (ScriptedBackend authoriser =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  asked.countDown();
                  // Ends when the gateway closes its connection.
                  wire.request();
                  freed.countDown();
                });
        GatewayFixture gateway =
            GatewayFixture.serving(provider().timeoutMillis(30_000).config(authoriser, backend))) {
      try (Wire client = gateway.client()) {
        client.send(request("GET", "/"));
        assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(freed.await(25, TimeUnit.SECONDS)).as("before its time is up").isTrue();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(gateway.admin("/metrics").text())
                      .contains(
                          "sluice_external_questions_total{provider=\"policy\",result=\"abandoned\",}"
                              + " 1.0"));
    }
  }

  @Test
  void aThousandAtATimeAreEachToldTheirOwn() throws Exception {
    try (ScriptedBackend authoriser =
            ScriptedBackend.start(
                wire -> {
                  for (var one = wire.request(); one != null; one = wire.request()) {
                    String user = String.valueOf(one.first("Authorization"));
                    wire.send(
                        user.endsWith("7")
                            ? "HTTP/1.1 403 No\r\nX-Reason: "
                                + user
                                + "\r\nContent-Length: 0\r\n\r\n"
                            : HEAD + "X-User: " + user + "\r\nContent-Length: 0\r\n\r\n");
                  }
                });
        ScriptedBackend echo =
            ScriptedBackend.start(
                wire -> {
                  for (var one = wire.request(); one != null; one = wire.request()) {
                    byte[] user =
                        String.valueOf(one.first("X-User")).getBytes(StandardCharsets.US_ASCII);
                    wire.send(
                        HEAD
                            + "Content-Length: "
                            + user.length
                            + "\r\n\r\n"
                            + new String(user, StandardCharsets.US_ASCII));
                  }
                });
        GatewayFixture gateway =
            GatewayFixture.serving(
                provider()
                    .backendHeaders("x-user")
                    .clientHeaders("x-reason")
                    .config(authoriser, echo));
        ExecutorService clients = Executors.newFixedThreadPool(100)) {
      List<Future<Boolean>> results = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        int number = i;
        results.add(
            clients.submit(
                () -> {
                  try (Wire client = gateway.client()) {
                    for (int j = 0; j < 10; j++) {
                      String user = "user-" + (number * 10 + j);
                      Wire.Message told =
                          client.send(request("GET", "/", "Authorization: " + user)).response();
                      boolean right =
                          user.endsWith("7")
                              ? told.status() == 403 && user.equals(told.first("X-Reason"))
                              : told.status() == 200 && user.equals(told.text());
                      if (!right) {
                        return false;
                      }
                    }
                    return true;
                  }
                }));
      }
      for (Future<Boolean> result : results) {
        assertThat(result.get(60, TimeUnit.SECONDS)).isTrue();
      }
    }
  }
}
