package dev.sluice.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.reply.FailureKind;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a connection that rests in its pool makes of a notice that it can be read. */
@ParameterizedClass
@EnumSource(Carrier.class)
final class RestingConnectionTest {
  RestingConnectionTest(Carrier carrier) {
    carrier.use();
  }

  @AfterAll
  static void plainAgain() {
    Carrier.PLAIN.use();
  }

  /** Rests as soon as it is connected. */
  private record Brief(BiConsumer<UpstreamConnection, Boolean> then) implements ConnectionWaiter {
    @Override
    public void connected(UpstreamConnection connection, boolean reused) {
      connection.release();
      then.accept(connection, reused);
    }

    @Override
    public void notConnected(FailureKind kind, String detail) {
      throw new AssertionError(kind + ": " + detail);
    }

    @Override
    public void endpointLeft() {
      throw new AssertionError("left");
    }

    @Override
    public long waitingSince() {
      return System.nanoTime();
    }

    @Override
    public boolean cancelled() {
      return false;
    }
  }

  @Test
  void aNoticeWithNothingToReadCostsItNothing() throws Exception {
    try (ScriptedBackend backend = ScriptedBackend.start(Wire::awaitEnd);
        ProxyFixture proxy = ProxyFixture.to(ProxyFixture.Settings.DEFAULT.threads(1), backend)) {
      Upstream upstream = Objects.requireNonNull(proxy.upstreams().get(ProxyFixture.BACKEND));
      UpstreamEndpoint endpoint = upstream.endpoints()[0];
      CompletableFuture<String> outcome = new CompletableFuture<>();
      proxy
          .ioThread()
          .execute(
              () -> {
                EndpointPool pool = endpoint.connections().pool(upstream.loops().current());
                pool.acquire(
                    new Brief(
                        (resting, first) -> {
                          // As XNIO may call for what was read already.
                          resting.readReady();
                          resting.readReady();
                          pool.acquire(
                              new Brief(
                                  (again, reused) ->
                                      outcome.complete(
                                          "the same "
                                              + (again == resting)
                                              + ", reused "
                                              + reused
                                              + ", distrusted "
                                              + endpoint.closesBehindAnswers())),
                              false);
                        }),
                    false);
              });
      assertThat(outcome.get(60, TimeUnit.SECONDS))
          .isEqualTo("the same true, reused true, distrusted false");
      // The kernel connects before the backend's own thread has counted.
      await().atMost(Duration.ofSeconds(60)).until(() -> backend.accepted() == 1);
    }
  }
}
