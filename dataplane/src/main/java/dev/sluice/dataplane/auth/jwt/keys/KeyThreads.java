package dev.sluice.dataplane.auth.jwt.keys;

import dev.sluice.dataplane.dial.DialPolicy;
import dev.sluice.dataplane.fetch.Exchanges;
import dev.sluice.dataplane.fetch.FetchRefused;
import dev.sluice.dataplane.fetch.HttpAnswer;
import dev.sluice.dataplane.fetch.Place;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Fetches over the network, each on a virtual thread of its own. */
public final class KeyThreads implements KeyFetches, AutoCloseable {
  private static final Exchanges.Limits LIMITS =
      new Exchanges.Limits(Duration.ofSeconds(5), 1 << 20);

  private final ScheduledThreadPoolExecutor timer;
  private final Exchanges exchanges;

  /**
   * @param policy where connections may go, as of now
   */
  public KeyThreads(Supplier<DialPolicy> policy) {
    timer = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("keys").factory());
    timer.setRemoveOnCancelPolicy(true);
    exchanges = new Exchanges(policy, this::closeAfter);
  }

  @Override
  public HttpAnswer fetch(KeyPlace from) throws FetchRefused {
    Place place = Place.of(from.url(), true);
    String request =
        "GET "
            + place.target()
            + " HTTP/1.1\r\nHost: "
            + place.authority()
            + "\r\nAccept: application/jwk-set+json, application/json\r\nUser-Agent: sluice"
            + "\r\nConnection: close\r\n\r\n";
    return exchanges.ask(
        place, request.getBytes(StandardCharsets.US_ASCII), from.authorities(), LIMITS);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored")
  public void after(Duration delay, Runnable action) {
    if (!timer.isShutdown()) {
      timer.schedule(
          () -> Thread.ofVirtual().name("keys").start(action),
          delay.toNanos(),
          TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public double jitter() {
    return ThreadLocalRandom.current().nextDouble();
  }

  private Runnable closeAfter(Duration limit, Socket socket) {
    Future<?> closing = timer.schedule(() -> close(socket), limit.toNanos(), TimeUnit.NANOSECONDS);
    return () -> closing.cancel(false);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Then it is closed.
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
