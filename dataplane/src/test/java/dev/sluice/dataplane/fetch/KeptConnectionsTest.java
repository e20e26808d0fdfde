package dev.sluice.dataplane.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.dial.DialPolicy;
import dev.sluice.dataplane.fetch.FetchRefused.Stage;
import dev.sluice.dataplane.tls.TestAuthority;
import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.SecretSection;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class KeptConnectionsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final TestAuthority AUTHORITY = new TestAuthority("kept");
  private static final byte[] REQUEST =
      "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final CountDownLatch letGo = new CountDownLatch(1);
  private final Map<Socket, Duration> closing = new ConcurrentHashMap<>();

  private KeptConnections to(String scheme, int port) {
    ObjectKey name = new ObjectKey("test", "ca");
    List<SecretSection.CaBundle> trusted =
        scheme.equals("https") ? List.of(AUTHORITY.bundle(name)) : List.of();
    return new KeptConnections(
        Place.of(scheme + "://localhost:" + port + "/", false),
        trusted,
        () -> DialPolicy.LOCAL,
        (limit, socket) -> {
          closing.put(socket, limit);
          return () -> closing.remove(socket, limit);
        });
  }

  private static int ask(KeptConnections connections) throws FetchRefused {
    return connections.ask(REQUEST, new Exchanges.Limits(PATIENCE, 1_000)).status();
  }

  /** Answers once, and closes when it is told to, without a word. */
  private void answerOnce(Wire wire) throws IOException {
    if (wire.request() != null) {
      wire.send(OK);
      hold();
    }
  }

  private void hold() {
    try {
      letGo.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void anEndIsNoticedWhileNobodyAsks() throws FetchRefused {
    try (ScriptedBackend server = ScriptedBackend.start(this::answerOnce);
        KeptConnections connections = to("http", server.port())) {
      assertThat(ask(connections)).isEqualTo(200);
      assertThat(connections.idle()).isEqualTo(1);
      letGo.countDown();
      await().atMost(PATIENCE).until(() -> connections.idle() == 0);
      assertThat(closing).isEmpty();
      assertThat(ask(connections)).isEqualTo(200);
      assertThat(server.accepted()).isEqualTo(2);
    }
  }

  @Test
  void anEndIsNoticedThroughTls() throws FetchRefused {
    TestAuthority.Issued shown = AUTHORITY.issue("localhost");
    try (ScriptedBackend server =
            ScriptedBackend.overTls(AUTHORITY.client(shown), false, this::answerOnce);
        KeptConnections connections = to("https", server.port())) {
      assertThat(ask(connections)).isEqualTo(200);
      assertThat(connections.idle()).isEqualTo(1);
      letGo.countDown();
      await().atMost(PATIENCE).until(() -> connections.idle() == 0);
    } finally {
      letGo.countDown();
    }
  }

  @Test
  void whatNobodyAskedForEndsTheConnection() throws FetchRefused {
    try (ScriptedBackend server =
            ScriptedBackend.start(
                wire -> {
                  while (wire.request() != null) {
                    wire.send(OK);
                    hold();
                    wire.send(OK);
                  }
                });
        KeptConnections connections = to("http", server.port())) {
      assertThat(ask(connections)).isEqualTo(200);
      letGo.countDown();
      await().atMost(PATIENCE).until(() -> connections.idle() == 0);
    }
  }

  @Test
  void anIdleOneIsClosedInTimeWhetherOrNotSomebodyAsksAgain() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    try (ScriptedBackend server =
            ScriptedBackend.start(
                wire -> {
                  while (wire.request() != null) {
                    wire.send(OK);
                  }
                  ended.countDown();
                });
        KeptConnections connections = to("http", server.port())) {
      assertThat(ask(connections)).isEqualTo(200);
      assertThat(ask(connections)).isEqualTo(200);
      assertThat(server.accepted()).isEqualTo(1);
      assertThat(closing).hasSize(1).containsValue(Duration.ofSeconds(15));
      closing.keySet().iterator().next().close();
      ended.await();
      await().atMost(PATIENCE).until(() -> connections.idle() == 0);
    }
  }

  @Test
  void aRefusalSaysWhetherAnybodyHeardTheQuestion() throws IOException {
    int closed;
    try (ServerSocket nobody = new ServerSocket(0)) {
      closed = nobody.getLocalPort();
    }
    assertStage(closed, "http", Stage.UNHEARD);
    try (ScriptedBackend silent = ScriptedBackend.start(Wire::request)) {
      assertStage(silent.port(), "http", Stage.HEARD);
      assertStage(silent.port(), "https", Stage.UNHEARD);
    }
    try (ScriptedBackend garbage = ScriptedBackend.answering("garbage\r\n\r\n")) {
      assertStage(garbage.port(), "http", Stage.HEARD);
    }
  }

  private void assertStage(int port, String scheme, Stage stage) {
    try (KeptConnections connections = to(scheme, port)) {
      assertThatThrownBy(() -> ask(connections))
          .isInstanceOfSatisfying(
              FetchRefused.class, refused -> assertThat(refused.stage()).isEqualTo(stage));
    }
  }
}
