package dev.sluice.dataplane.upstream.health;

import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that keeps time, and a virtual thread for each check. */
public final class ThreadTimer implements HealthTimer {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadTimer.class);

  /** Of the whole process. A tenth of a millisecond of CPU each: a fifth of a core at the most. */
  private static final int CHECKS_PER_SECOND = 2_000;

  private final ScheduledThreadPoolExecutor executor;
  private final CheckTurns turns = new CheckTurns(CHECKS_PER_SECOND, System.nanoTime());

  public ThreadTimer() {
    executor =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("backend-health").factory());
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    // While no backend has a policy that needs it there is no thread either.
    executor.setKeepAliveTime(10, TimeUnit.SECONDS);
    executor.allowCoreThreadTimeOut(true);
    executor.setRejectedExecutionHandler((task, closed) -> {});
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public Pending after(long millis, Runnable task) {
    Future<?> future = executor.schedule(() -> run(task), millis, TimeUnit.MILLISECONDS);
    return () -> future.cancel(false);
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      LOG.error("a task of the health of backends failed", e);
    }
  }

  @Override
  public long turnMillis() {
    return turns.takeMillis(System.nanoTime());
  }

  @Override
  public void start(Runnable blocking) {
    Thread.ofVirtual().name("health-check").start(() -> run(blocking));
  }

  @Override
  public double chance() {
    return ThreadLocalRandom.current().nextDouble();
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
