package dev.sluice.dataplane.upstream.credential;

import dev.sluice.dataplane.dial.DialPolicy;
import dev.sluice.dataplane.fetch.Exchanges;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Fetches over the network, each on a virtual thread of its own. */
public final class TokenThreads implements TokenFetches, AutoCloseable {
  private final ScheduledThreadPoolExecutor timer;
  private final TokenClient client;

  /**
   * @param policy where connections may go, as of now
   */
  public TokenThreads(Supplier<DialPolicy> policy) {
    timer =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("tokens").factory());
    timer.setRemoveOnCancelPolicy(true);
    client = new TokenClient(new Exchanges(policy, this::closeAfter));
  }

  @Override
  public Token fetch(TokenGrant grant) throws TokenRefused {
    return client.fetch(grant);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored")
  public void after(Duration delay, Runnable action) {
    if (!timer.isShutdown()) {
      timer.schedule(
          () -> Thread.ofVirtual().name("token").start(action),
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
