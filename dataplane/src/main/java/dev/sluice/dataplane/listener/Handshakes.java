package dev.sluice.dataplane.listener;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Where the arithmetic of TLS handshakes happens, away from the I/O threads: a signature takes
 * longer than a whole request. Shared by all listeners of a data plane. When more wait than can be
 * done in time, connections are closed instead of queued.
 */
public final class Handshakes implements AutoCloseable {
  private static final int MAX_WAITING = 4_096;

  private final ThreadPoolExecutor threads;
  private final LongAdder done = new LongAdder();
  private final LongAdder failed = new LongAdder();

  /**
   * @param count of threads, 1 or more; they exist only while there is something to do
   */
  public Handshakes(int count) {
    threads =
        new ThreadPoolExecutor(
            count,
            count,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            Thread.ofPlatform().daemon().name("tls-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
  }

  Executor executor() {
    return threads;
  }

  void done() {
    done.increment();
  }

  void failed() {
    failed.increment();
  }

  /** Completed since the start. */
  public long completed() {
    return done.sum();
  }

  /** Refused, broken off or too slow, since the start. */
  public long failures() {
    return failed.sum();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
