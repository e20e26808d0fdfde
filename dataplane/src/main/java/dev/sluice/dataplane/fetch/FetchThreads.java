package dev.sluice.dataplane.fetch;

import dev.sluice.dataplane.dial.DialPolicy;
import dev.sluice.snapshot.SecretSection;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
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
  private final Supplier<DialPolicy> policy;

  /**
   * @param name of the threads
   * @param policy where connections may go, as of now
   */
  protected FetchThreads(String name, Supplier<DialPolicy> policy) {
    this.name = name;
    timer = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name(name).factory());
    timer.setRemoveOnCancelPolicy(true);
    exchanges = new Exchanges(policy, this::closeAfter);
    this.policy = policy;
  }

  protected final Exchanges exchanges() {
    return exchanges;
  }

  /**
   * @param authorities empty: those of the platform
   */
  protected final KeptConnections connections(
      Place place, List<SecretSection.CaBundle> authorities) {
    return new KeptConnections(place, authorities, policy, this::closeAfter);
  }

  /** Runs something now, on a thread that may block. */
  protected final void start(Runnable action) {
    Thread.ofVirtual().name(name).start(action);
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
