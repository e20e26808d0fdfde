package dev.sluice.e2e;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Requests to one data plane at a rate that changes, and when those were sent and answered that it
 * let through. A data plane that goes is asked again when it is back.
 */
final class PacedLoad implements AutoCloseable {
  /** A request that was let through; {@link System#nanoTime()}. */
  record Passed(long sent, long answered) {}

  private final InetSocketAddress plane;
  private final String host;
  private final String expected;
  private final ConcurrentLinkedQueue<Passed> passed = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile double perSecond;
  private volatile boolean closed;

  private PacedLoad(InetSocketAddress plane, String host, String expected) {
    this.plane = plane;
    this.host = host;
    this.expected = expected;
    this.thread = Thread.ofPlatform().name("load of " + plane).daemon().unstarted(this::run);
  }

  /**
   * Asks nothing yet.
   *
   * @param expected body of an answer to a request that was let through
   */
  static PacedLoad start(InetSocketAddress plane, String host, String expected) {
    PacedLoad load = new PacedLoad(plane, host, expected);
    load.thread.start();
    return load;
  }

  /** As fast as the machine lets it, and not faster. */
  void rate(double requestsPerSecond) {
    perSecond = requestsPerSecond;
    LockSupport.unpark(thread);
  }

  List<Passed> passed() {
    return List.copyOf(passed);
  }

  private void run() {
    PlaneClient client = null;
    while (!closed) {
      double rate = perSecond;
      LockSupport.parkNanos(
          rate == 0 ? TimeUnit.SECONDS.toNanos(1) : (long) (TimeUnit.SECONDS.toNanos(1) / rate));
      if (perSecond > 0 && !closed) {
        client = ask(client);
      }
    }
    close(client);
  }

  private @Nullable PlaneClient ask(@Nullable PlaneClient before) {
    PlaneClient client = before;
    try {
      if (client == null) {
        client = PlaneClient.connect(plane);
      }
      long sent = System.nanoTime();
      if (client.get(host).equals(expected)) {
        passed.add(new Passed(sent, System.nanoTime()));
      }
      return client;
    } catch (IOException e) {
      close(client);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
      return null;
    }
  }

  private static void close(@Nullable PlaneClient client) {
    if (client != null) {
      try {
        client.socket().close();
      } catch (IOException e) {
        // It is gone, as it should be.
      }
    }
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    LockSupport.unpark(thread);
    thread.join(30_000);
  }
}
