package dev.sluice.dataplane.source;

import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread on which a source decides everything, so that it needs no lock. */
final class SourceLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SourceLoop.class);

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("push-source").factory());

  /** Never waits; does nothing after the end. */
  void post(Runnable step) {
    try {
      thread.execute(guarded(step));
    } catch (RejectedExecutionException e) {
      LOG.debug("closed; a late event is of no interest");
    }
  }

  void after(long millis, Runnable step) {
    try {
      thread.schedule(guarded(step), millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("closed; nothing will follow");
    }
  }

  void every(long millis, Runnable step) {
    thread.scheduleWithFixedDelay(guarded(step), millis, millis, TimeUnit.MILLISECONDS);
  }

  /** One step that fails must not end those that come after it. */
  private static Runnable guarded(Runnable step) {
    return () -> {
      try {
        step.run();
      } catch (RuntimeException e) {
        LOG.error("the push source failed in one step and goes on", e);
      }
    };
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
