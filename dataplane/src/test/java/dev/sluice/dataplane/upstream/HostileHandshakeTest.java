package dev.sluice.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.snapshot.ConnectionPolicy;
import dev.sluice.snapshot.Timeout;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backends that never come to the end of the handshake. */
final class HostileHandshakeTest {
  @BeforeAll
  static void overTls() {
    Carrier.TLS.use();
  }

  @AfterAll
  static void plainAgain() {
    Carrier.PLAIN.use();
  }

  /** A HelloRequest (RFC 5246, 7.4.1.1), which a client that is busy already ignores. */
  private static final byte[] HELLO_REQUEST = {22, 3, 3, 0, 4, 0, 0, 0, 0};

  private static void floods(Wire wire) {
    byte[] many = new byte[HELLO_REQUEST.length * 1_000];
    for (int i = 0; i < many.length; i++) {
      many[i] = HELLO_REQUEST[i % HELLO_REQUEST.length];
    }
    while (true) {
      wire.send(many);
    }
  }

  private static void dribbles(Wire wire) throws InterruptedException {
    // A record of 100 bytes, one after the other.
    wire.send(new byte[] {22, 3, 3, 0, 100});
    for (int i = 0; i < 100; i++) {
      wire.send(new byte[] {2});
      Thread.sleep(100);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"says nothing", "dribbles", "floods"})
  void aHandshakeThatDoesNotEndCostsItsTimeAndHoldsNoThread(String way) {
    try (ScriptedBackend backend =
            HostileTlsTest.bare(
                wire -> {
                  wire.readSome(new byte[10_000]);
                  switch (way) {
                    case "floods" -> floods(wire);
                    case "dribbles" -> dribbles(wire);
                    default -> wire.awaitEnd();
                  }
                });
        ProxyFixture proxy =
            HostileTlsTest.proxy(
                new ConnectionPolicy(500, 60_000, 100, 100, Timeout.NONE), backend);
        Wire one = proxy.client();
        Wire two = proxy.client()) {
      one.send(ProxyFixture.get("/"));
      await().until(() -> backend.accepted() > 0);
      // The listener and the timers share the thread.
      assertThat(two.send(ProxyFixture.get("/")).response().status()).isIn(502, 504);
      assertThat(one.response().status()).isIn(502, 504);
      assertThat(HostileTlsTest.failure(proxy))
          .isIn(FailureKind.UPSTREAM_CONNECT_TIMEOUT, FailureKind.UPSTREAM_TLS_FAILED);
      HostileTlsTest.nothingIsLeft(proxy);
    }
  }
}
