package dev.sluice.dataplane.auth.jwt;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for signatures that take longer than an I/O thread has. What does not fit into the queue
 * is rejected: whoever waits there for long has gone away meanwhile.
 */
final class SignatureWorkers implements Executor, AutoCloseable {
  /** About a third of a second of ES256 for one thread. */
  private static final int QUEUE = 1_024;

  private static final int IDLE_SECONDS = 30;

  private final ThreadPoolExecutor threads;

  SignatureWorkers() {
    int most = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    threads =
        new ThreadPoolExecutor(
            most,
            most,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUE),
            Thread.ofPlatform().daemon().name("signatures-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * @throws java.util.concurrent.RejectedExecutionException if there is too much to do already
   */
  @Override
  public void execute(Runnable task) {
    threads.execute(task);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
