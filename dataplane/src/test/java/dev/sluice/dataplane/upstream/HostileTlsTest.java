package dev.sluice.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.snapshot.ConnectionPolicy;
import dev.sluice.snapshot.Timeout;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Backends that speak TLS in bad faith: each gets the failure that is its own, nothing is left
 * behind, and who shares the I/O thread is served meanwhile.
 */
final class HostileTlsTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  /** What the backend does once its handshake is complete and it has the head of a request. */
  private interface Deed {
    void run(TlsByHand tls, Wire wire) throws Exception;
  }

  @BeforeAll
  static void overTls() {
    Carrier.TLS.use();
  }

  @AfterAll
  static void plainAgain() {
    Carrier.PLAIN.use();
  }

  /** TCP only: the scripts do the rest. */
  static ScriptedBackend bare(ScriptedBackend.Script script) {
    Carrier.PLAIN.use();
    try {
      return ScriptedBackend.start(script);
    } finally {
      Carrier.TLS.use();
    }
  }

  private static ScriptedBackend speaking(String protocol, Deed deed) {
    return bare(
        wire -> {
          TlsByHand tls = new TlsByHand(wire, Carrier.backendContext(), protocol).handshake();
          tls.requestHead();
          deed.run(tls, wire);
        });
  }

  private static final ConnectionPolicy PATIENT =
      new ConnectionPolicy(20_000, 60_000, 100, 100, Timeout.NONE);

  static ProxyFixture proxy(ConnectionPolicy policy, ScriptedBackend backend) {
    return ProxyFixture.to(ProxyFixture.Settings.DEFAULT.connection(policy).threads(1), backend);
  }

  static void nothingIsLeft(ProxyFixture proxy) {
    await()
        .untilAsserted(
            () -> {
              assertThat(proxy.view().activeConnections()).isZero();
              assertThat(proxy.view().activeRequests()).isZero();
              assertThat(proxy.view().pendingRequests()).isZero();
            });
  }

  static @Nullable FailureKind failure(ProxyFixture proxy) {
    await().until(() -> !proxy.ended().isEmpty());
    return proxy.ended().getFirst().failure();
  }

  /** The answer ends without its end: whether it is told by a length, by chunks or by the end. */
  @ParameterizedTest
  @CsvSource({
    "TLSv1.3, 'Content-Length: 10'",
    "TLSv1.2, 'Content-Length: 10'",
    "TLSv1.3, 'Transfer-Encoding: chunked'",
    "TLSv1.3, 'X: by the end'",
    "TLSv1.2, 'X: by the end'"
  })
  void anAnswerThatEndsWithoutFarewellIsBroken(String protocol, String field) {
    String body = field.startsWith("T") ? "4\r\nhalf\r\n" : "half";
    try (ScriptedBackend backend =
            speaking(
                protocol,
                (tls, wire) -> {
                  tls.send("HTTP/1.1 200 OK\r\n" + field + "\r\n\r\n" + body);
                  wire.shutdownOutput();
                  wire.awaitEnd();
                });
        ProxyFixture proxy = proxy(PATIENT, backend);
        Wire client = proxy.client()) {
      client.send(ProxyFixture.get("/"));
      assertThat(client.responseHead().status()).isEqualTo(200);
      assertThat(failure(proxy)).isEqualTo(FailureKind.UPSTREAM_TRUNCATED);
      client.awaitEnd();
      nothingIsLeft(proxy);
    }
  }

  @Test
  void anAnswerThatEndsWithFarewellIsWhole() {
    try (ScriptedBackend backend =
            speaking(
                "TLSv1.3",
                (tls, wire) -> {
                  tls.send("HTTP/1.1 200 OK\r\n\r\nwhole");
                  tls.farewell();
                  wire.awaitEnd();
                });
        ProxyFixture proxy = proxy(PATIENT, backend);
        Wire client = proxy.client()) {
      assertThat(client.send(ProxyFixture.get("/")).response().text()).isEqualTo("whole");
      assertThat(failure(proxy)).isNull();
      nothingIsLeft(proxy);
    }
  }

  @Test
  void anAnswerThatIsCompleteNeedsNoFarewell() {
    try (ScriptedBackend backend =
            speaking(
                "TLSv1.3",
                (tls, wire) -> {
                  tls.send(OK);
                  wire.shutdownOutput();
                });
        ProxyFixture proxy = proxy(PATIENT, backend);
        Wire client = proxy.client()) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.send(ProxyFixture.get("/")).response().text()).isEqualTo("ok");
      }
      nothingIsLeft(proxy);
      await().until(() -> proxy.view().idleConnections() == 0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-"})
  void noHeadAndNoFarewellIsAReset(String begun) {
    try (ScriptedBackend backend =
            speaking(
                "TLSv1.3",
                (tls, wire) -> {
                  if (!begun.isEmpty()) {
                    tls.send(begun);
                  }
                  wire.shutdownOutput();
                  wire.awaitEnd();
                });
        ProxyFixture proxy = proxy(PATIENT, backend);
        Wire client = proxy.client()) {
      assertThat(client.send(ProxyFixture.post("/", "x")).response().status()).isEqualTo(502);
      assertThat(failure(proxy)).isEqualTo(FailureKind.UPSTREAM_RESET);
      nothingIsLeft(proxy);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\n"})
  void aSecondHandshakeIsRefused(String begun) {
    try (ScriptedBackend backend =
            speaking(
                "TLSv1.2",
                (tls, wire) -> {
                  if (!begun.isEmpty()) {
                    tls.send(begun);
                  }
                  tls.disturb();
                  wire.awaitEnd();
                });
        ProxyFixture proxy = proxy(PATIENT, backend);
        Wire client = proxy.client()) {
      assertThat(client.send(ProxyFixture.get("/")).response().status()).isEqualTo(502);
      assertThat(failure(proxy)).isEqualTo(FailureKind.UPSTREAM_TLS_FAILED);
      nothingIsLeft(proxy);
    }
  }

  @Test
  void aSecondHandshakeWithinABodyBreaksTheAnswerOff() {
    try (ScriptedBackend backend =
            speaking(
                "TLSv1.2",
                (tls, wire) -> {
                  tls.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                  tls.disturb();
                  wire.awaitEnd();
                });
        ProxyFixture proxy = proxy(PATIENT, backend);
        Wire client = proxy.client()) {
      client.send(ProxyFixture.get("/"));
      assertThat(client.responseHead().status()).isEqualTo(200);
      assertThat(failure(proxy)).isEqualTo(FailureKind.UPSTREAM_TRUNCATED);
      nothingIsLeft(proxy);
    }
  }

  /** A few are in order: nobody notices. */
  @Test
  void newKeysAreAgreedTo() {
    try (ScriptedBackend backend =
            speaking(
                "TLSv1.3",
                (tls, wire) -> {
                  for (int i = 0; i < 5; i++) {
                    tls.disturb();
                  }
                  tls.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst");
                  for (int i = 0; i < 5; i++) {
                    tls.disturb();
                  }
                  tls.send("later");
                  wire.awaitEnd();
                });
        ProxyFixture proxy = proxy(PATIENT, backend);
        Wire client = proxy.client()) {
      assertThat(client.send(ProxyFixture.get("/")).response().text()).isEqualTo("firstlater");
    }
  }

  /** Nothing but new keys, for as long as the gateway takes them. */
  @Test
  void newKeysWithoutEndAreNoAnswer() {
    try (ScriptedBackend backend =
            speaking(
                "TLSv1.3",
                (tls, wire) -> {
                  while (true) {
                    tls.disturb();
                  }
                });
        ProxyFixture proxy = proxy(PATIENT, backend);
        Wire client = proxy.client()) {
      assertThat(client.send(ProxyFixture.post("/", "x")).response().status()).isEqualTo(502);
      assertThat(failure(proxy)).isEqualTo(FailureKind.UPSTREAM_TLS_FAILED);
      nothingIsLeft(proxy);
    }
  }

  @Test
  void newKeysWithoutEndEndAConnectionThatRests() {
    try (ScriptedBackend backend =
            speaking(
                "TLSv1.3",
                (tls, wire) -> {
                  tls.send(OK);
                  while (true) {
                    tls.disturb();
                  }
                });
        ProxyFixture proxy = proxy(PATIENT, backend);
        Wire client = proxy.client()) {
      assertThat(client.send(ProxyFixture.get("/")).response().text()).isEqualTo("ok");
      await().until(() -> proxy.view().idleConnections() == 0);
      nothingIsLeft(proxy);
    }
  }

  /** It is faster than the gateway, and its client takes whatever comes. */
  @Test
  void aDownloadWithoutEndLeavesTheirTurnsToOthers() throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    String block = "x".repeat(16_000);
    try (ScriptedBackend backend =
            ScriptedBackend.start(
                wire -> {
                  for (var r = wire.request(); r != null; r = wire.request()) {
                    if (r.startLine().contains("/endless")) {
                      wire.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n");
                      while (!enough.get()) {
                        wire.send(block);
                      }
                      return;
                    }
                    wire.send(OK);
                  }
                });
        ProxyFixture proxy = proxy(PATIENT, backend);
        Wire downloading = proxy.client();
        Wire other = proxy.client()) {
      downloading.send(ProxyFixture.get("/endless"));
      assertThat(downloading.responseHead().status()).isEqualTo(200);
      Thread taking = Thread.ofPlatform().start(downloading::awaitEnd);
      for (int i = 0; i < 20; i++) {
        assertThat(other.send(ProxyFixture.get("/")).response().status()).isEqualTo(200);
      }
      enough.set(true);
      taking.join();
    }
  }
}
