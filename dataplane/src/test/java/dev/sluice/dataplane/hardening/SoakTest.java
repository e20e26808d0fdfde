package dev.sluice.dataplane.hardening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.Config;
import dev.sluice.dataplane.GatewayFixture;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.EndpointSet;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Requests, uploads, downloads, aborts, changes of configuration and of endpoints, all at once. A
 * few seconds; {@code -Dsluice.soak=PT30M} for as long as one likes.
 */
final class SoakTest {
  private static final Duration LENGTH = Duration.parse(System.getProperty("sluice.soak", "PT8S"));
  private static final int MIB = 1024 * 1024;
  private static final byte[] BODY = new byte[MIB];

  private final AtomicLong served = new AtomicLong();
  private final AtomicLong aborted = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final List<StreamingBackend> replicas = new ArrayList<>();
  private @Nullable StreamingBackend retired;
  private volatile boolean stopped;

  private interface Step {
    void run(int round) throws InterruptedException;
  }

  private Thread every(long millis, Step step) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try {
                for (int i = 0; !stopped; i++) {
                  step.run(i);
                  Thread.sleep(millis);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private void ask(GatewayFixture gateway, String request, byte[] body) {
    try (Wire client = gateway.client()) {
      for (int i = 0; i < 3; i++) {
        Wire.Message answer = client.send(request).send(body).response();
        (answer.status() == 200 ? served : failed).incrementAndGet();
        if ("close".equals(answer.first("Connection"))) {
          return;
        }
      }
    } catch (UncheckedIOException | IllegalStateException e) {
      failed.incrementAndGet();
    }
  }

  private void abort(GatewayFixture gateway, int round) {
    try (Wire client = gateway.client()) {
      if (round % 2 == 0) {
        client.send(GatewayFixture.request("POST", "/up", "Content-Length: " + MIB));
        client.send(new byte[1 + round * 7919 % MIB]);
      } else {
        client.send(GatewayFixture.request("GET", "/down"));
        client.bytes(1 + round * 7919 % MIB);
      }
      if (round % 3 == 0) {
        client.reset();
      }
    } catch (UncheckedIOException e) {
      // It was to be broken off anyway.
    }
    aborted.incrementAndGet();
  }

  private Config config(int round) {
    Config config =
        new Config()
            .backend(
                "b", replicas.stream().map(StreamingBackend::endpoint).toArray(Endpoint[]::new))
            .forward("all", "/", "b");
    return round % 2 == 0 ? config : config.respond("odd", "/odd", 200, "round " + round);
  }

  private synchronized void roll(GatewayFixture gateway, int round) {
    StreamingBackend old = replicas.set(round % 3, new StreamingBackend());
    gateway
        .dataplane()
        .endpoints(
            List.of(
                EndpointSet.of(
                    Config.key("b"), replicas.stream().map(StreamingBackend::endpoint).toList())));
    // A pod stays a little longer than its endpoint.
    if (retired != null) {
      retired.leave();
    }
    retired = old;
  }

  private synchronized void change(GatewayFixture gateway, int round) {
    gateway.apply(config(round));
  }

  /** Bytes in use, of the heap and of the rest. */
  private record Held(long heap, Resources resources) {
    static Held now() {
      for (int i = 0; i < 3; i++) {
        System.gc();
      }
      return new Held(
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), Resources.now());
    }
  }

  @Test
  void mixedLoadLeavesNothingBehind() throws Exception {
    for (int i = 0; i < 3; i++) {
      replicas.add(new StreamingBackend());
    }
    try (GatewayFixture gateway = GatewayFixture.serving(config(0))) {
      run(gateway, LENGTH.dividedBy(4));
      Held before = quiet(gateway);
      run(gateway, LENGTH.multipliedBy(3).dividedBy(4));
      Held after = quiet(gateway);
      System.out.printf(
          "soak of %s: %d served, %d aborted, %d failed%n  before %s%n  after  %s%n",
          LENGTH, served.get(), aborted.get(), failed.get(), before, after);
      assertThat(failed).hasValue(0);
      assertThat(served).hasPositiveValue();
      // In seconds, what classes and other tests hold weighs more than any leak.
      long slack = LENGTH.toMinutes() > 0 ? MIB : 16 * MIB;
      assertThat(after.heap()).isLessThan(before.heap() * 105 / 100 + slack);
      assertThat(after.resources().descriptors())
          .isLessThanOrEqualTo(before.resources().descriptors() + 10);
      assertThat(after.resources().directBytes())
          .isLessThanOrEqualTo(before.resources().directBytes() + 4 * MIB);
    } finally {
      replicas.forEach(StreamingBackend::leave);
    }
  }

  private void run(GatewayFixture gateway, Duration length) throws InterruptedException {
    stopped = false;
    byte[] none = new byte[0];
    List<Thread> threads =
        List.of(
            every(20, round -> ask(gateway, GatewayFixture.request("GET", "/x"), none)),
            every(20, round -> ask(gateway, GatewayFixture.request("GET", "/y"), none)),
            every(
                200,
                round ->
                    ask(
                        gateway,
                        GatewayFixture.request("POST", "/up", "Content-Length: " + MIB),
                        BODY)),
            every(200, round -> ask(gateway, GatewayFixture.request("GET", "/down"), none)),
            every(100, round -> abort(gateway, round)),
            every(1_000, round -> change(gateway, round)),
            every(700, round -> roll(gateway, round)));
    Thread.sleep(length);
    stopped = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static Held quiet(GatewayFixture gateway) {
    await()
        .untilAsserted(
            () ->
                assertThat(gateway.admin("/metrics").text())
                    .containsPattern("(?m)^sluice_downstream_connections 0\\.0"));
    return Held.now();
  }
}
