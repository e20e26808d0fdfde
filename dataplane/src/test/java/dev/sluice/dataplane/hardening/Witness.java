package dev.sluice.dataplane.hardening;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.Wire;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Another client, on a connection of its own, which nothing that happens may disturb. */
final class Witness implements AutoCloseable {
  private static final String REQUEST = "GET /witness HTTP/1.1\r\nHost: a.test\r\n\r\n";

  private final Wire wire;
  private final Thread thread;
  private final AtomicInteger served = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile boolean stopped;

  Witness(int port) {
    wire = Wire.connect(port);
    thread = Thread.ofVirtual().start(this::watch);
  }

  private void watch() {
    try {
      while (!stopped) {
        assertThat(wire.send(REQUEST).response().status()).isEqualTo(200);
        served.incrementAndGet();
        Thread.sleep(2);
      }
    } catch (Throwable e) {
      failure.set(e);
    }
  }

  int served() {
    return served.get();
  }

  /** Fails if one of its requests did. */
  void assertServed() {
    stop();
    assertThat(failure.get()).as("what another client saw meanwhile").isNull();
    assertThat(served).as("requests of another client").hasPositiveValue();
  }

  private void stop() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop();
    wire.close();
  }
}
