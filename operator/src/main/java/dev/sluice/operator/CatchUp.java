package dev.sluice.operator;

import dev.sluice.collect.Change;
import dev.sluice.collect.ClusterSource;
import dev.sluice.operator.compile.CompileLoop;
import dev.sluice.operator.observe.OperatorMetrics;
import dev.sluice.operator.publish.PushEvents;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PlaneMessage;
import dev.sluice.snapshot.Position;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Helps a replica on whose watches nothing happens to prove that it is up to date, when a data
 * plane comes over from a replica that listed later. Passes all else on to the metrics.
 */
final class CatchUp implements PushEvents {
  private static final Logger LOG = LoggerFactory.getLogger(CatchUp.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final ClusterSource source;
  private final CompileLoop.Pending pending;
  private final OperatorMetrics metrics;
  private final AtomicBoolean running = new AtomicBoolean();

  CatchUp(ClusterSource source, CompileLoop.Pending pending, OperatorMetrics metrics) {
    this.source = source;
    this.pending = pending;
    this.metrics = metrics;
  }

  @Override
  public void behind(ObjectKey dataPlane, Position held) {
    metrics.behind(dataPlane, held);
    if (running.compareAndSet(false, true)) {
      Thread.ofVirtual().name("catch-up").start(() -> catchUp(held));
    }
  }

  private void catchUp(Position held) {
    try {
      source.catchUp(held.seen());
      pending.add(new Change.Configuration());
    } catch (RuntimeException e) {
      LOG.warn("cannot ask the API server what is new: {}", e.getMessage());
    } finally {
      // Not in a hot loop: data planes ask again until they are served.
      CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS)
          .execute(() -> running.set(false));
    }
  }

  @Override
  public void sent(ObjectKey dataPlane, int bytes) {
    metrics.sent(dataPlane, bytes);
  }

  @Override
  public void acknowledged(ObjectKey dataPlane, Duration took) {
    metrics.acknowledged(dataPlane, took);
  }

  @Override
  public void refused(ObjectKey dataPlane, String instance, PlaneMessage.Nack nack) {
    metrics.refused(dataPlane, instance, nack);
  }

  @Override
  public void turnedAway(String reason) {
    metrics.turnedAway(reason);
  }
}
