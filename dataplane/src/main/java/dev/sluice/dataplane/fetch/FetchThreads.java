package dev.sluice.dataplane.fetch;

import dev.sluice.dataplane.dial.DialPolicy;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Fetches over the network, each on a virtual thread of its own. */
public abstract class FetchThreads implements FetchTimes, AutoCloseable {
  private final String name;
  private final ScheduledThreadPoolExecutor timer;
  private final Exchanges exchanges;

  /**
   * @param name of the threads
   * @param policy where connections may go, as of now
   */
  protected FetchThreads(String name, Supplier<DialPolicy> policy) {
    this.name = name;
    timer = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name(name).factory());
    timer.setRemoveOnCancelPolicy(true);
    exchanges = new Exchanges(policy, this::closeAfter);
  }

  protected final Exchanges exchanges() {
    return exchanges;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored")
  public final void after(Duration delay, Runnable action) {
    if (!timer.isShutdown()) {
      timer.schedule(
          () -> Thread.ofVirtual().name(name).start(action), delay.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public final long nanos() {
    return System.nanoTime();
  }

  @Override
  public final double jitter() {
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
  public final void close() {
    timer.shutdownNow();
  }
}
