package dev.sluice.operator.keep;

import dev.sluice.crds.DataPlane;
import dev.sluice.operator.observe.OperatorMetrics;
import dev.sluice.operator.publish.Publication;
import dev.sluice.operator.publish.Publisher;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.Position;
import dev.sluice.snapshot.SnapshotException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is published, on the leader: a new version at once when nothing was written lately,
 * else after a few seconds; endpoints that moved now and then, for a pod that starts without an
 * operator is better off with most of them than with none.
 */
public final class SnapshotKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotKeeper.class);

  private static final Duration ENDPOINTS_PAUSE = Duration.ofSeconds(60);
  private static final Duration RETRY = Duration.ofSeconds(15);

  private final SnapshotSecrets secrets;
  private final Publisher publisher;
  private final Function<ObjectKey, Optional<DataPlane>> dataPlanes;
  private final BooleanSupplier leads;
  private final Duration pause;
  private final OperatorMetrics metrics;
  private final AtomicBoolean planned = new AtomicBoolean();
  private final ScheduledExecutorService loop =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("keep").factory());

  // Touched on the loop only.
  private final Map<ObjectKey, Kept> kept = new HashMap<>();
  private volatile long notBefore = System.nanoTime();

  /**
   * What this replica wrote or found.
   *
   * @param nanos when
   */
  private record Kept(
      String uid,
      SnapshotShelf shelf,
      String version,
      Position position,
      Map<ObjectKey, EndpointSet> endpoints,
      long nanos) {}

  /**
   * @param dataPlanes the resource, while it exists
   * @param leads asked before each write
   * @param pause between two writes
   */
  public SnapshotKeeper(
      SnapshotSecrets secrets,
      Publisher publisher,
      Function<ObjectKey, Optional<DataPlane>> dataPlanes,
      BooleanSupplier leads,
      Duration pause,
      OperatorMetrics metrics) {
    this.secrets = secrets;
    this.publisher = publisher;
    this.dataPlanes = dataPlanes;
    this.leads = leads;
    this.pause = pause;
    this.metrics = metrics;
  }

  public SnapshotKeeper start() {
    loop.scheduleWithFixedDelay(
        this::published,
        ENDPOINTS_PAUSE.toSeconds(),
        ENDPOINTS_PAUSE.toSeconds(),
        TimeUnit.SECONDS);
    return this;
  }

  /** Something may have been published; never waits. */
  public void published() {
    if (leads.getAsBoolean() && planned.compareAndSet(false, true)) {
      schedule(Math.max(0, notBefore - System.nanoTime()));
    }
  }

  /** A new leader believes nothing that it read in an earlier term. */
  public void leading(boolean now) {
    try {
      loop.execute(kept::clear);
    } catch (RejectedExecutionException e) {
      LOG.debug("closed; who leads is of no interest any more");
    }
    if (now) {
      published();
    }
  }

  private void schedule(long nanos) {
    try {
      loop.schedule(this::keepAll, nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("closed; nothing is kept any more");
    }
  }

  private void keepAll() {
    planned.set(false);
    kept.keySet().retainAll(new HashSet<>(publisher.dataPlanes()));
    boolean failed = false;
    for (ObjectKey key : publisher.dataPlanes()) {
      if (!leads.getAsBoolean()) {
        return;
      }
      failed |= !keep(key);
    }
    notBefore = System.nanoTime() + (failed ? RETRY : pause).toNanos();
    if (failed) {
      published();
    }
  }

  /** Whether there is nothing to try again. */
  private boolean keep(ObjectKey key) {
    Optional<Publication> publication = publisher.published(key);
    Optional<DataPlane> dataPlane = dataPlanes.apply(key);
    if (publication.isEmpty() || dataPlane.isEmpty()) {
      return true;
    }
    try {
      keep(key, dataPlane.get(), publication.get());
      return true;
    } catch (KubernetesClientException e) {
      kept.remove(key);
      metrics.snapshotKept("failed");
      LOG.warn(
          "the snapshot of {} cannot be kept{}, next try in {} s: {}",
          key,
          e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
              ? " (the role lacks get, create, update or delete on secrets)"
              : "",
          RETRY.toSeconds(),
          e.getMessage());
      return false;
    } catch (SnapshotSecrets.TooLarge | SnapshotSecrets.NotOurs e) {
      metrics.snapshotKept("failed");
      LOG.error(
          "the snapshot of {} cannot be kept, so that a restarted operator and new pods lack it: {}",
          key,
          e.getMessage());
      return true;
    } catch (RuntimeException e) {
      kept.remove(key);
      metrics.snapshotKept("failed");
      LOG.error("keeping the snapshot of {} failed", key, e);
      return false;
    }
  }

  private void keep(ObjectKey key, DataPlane dataPlane, Publication publication) {
    String uid = dataPlane.getMetadata().getUid();
    Kept before = kept.get(key);
    if (before == null || !before.uid().equals(uid)) {
      before = found(uid, secrets.read(key, uid));
      kept.put(key, before);
    }
    if (!isDue(before, publication)) {
      return;
    }
    if (!publication.position().mayReplace(before.position())) {
      // This replica has yet to catch up with what another one has seen; it will say so again.
      metrics.snapshotKept("older");
      return;
    }
    SnapshotShelf shelf = secrets.write(dataPlane, key, before.shelf(), publication.full());
    kept.put(
        key,
        new Kept(
            uid,
            shelf,
            publication.snapshot().version(),
            publication.position(),
            publication.endpoints(),
            System.nanoTime()));
    metrics.snapshotKept("written");
  }

  private static boolean isDue(Kept before, Publication publication) {
    return !before.version().equals(publication.snapshot().version())
        || (!before.endpoints().equals(publication.endpoints())
            && System.nanoTime() - before.nanos() >= ENDPOINTS_PAUSE.toNanos());
  }

  private static Kept found(String uid, SnapshotShelf shelf) {
    long now = System.nanoTime();
    if (shelf.newest().isPresent()) {
      try {
        var full = shelf.newest().get().open();
        Map<ObjectKey, EndpointSet> endpoints = new HashMap<>();
        full.endpoints().forEach(set -> endpoints.put(set.backend(), set));
        return new Kept(uid, shelf, full.version(), full.position(), endpoints, now);
      } catch (SnapshotException e) {
        LOG.warn("what is kept is of another release, and is replaced: {}", e.getMessage());
      }
    }
    return new Kept(uid, shelf, "", Position.START, Map.of(), now);
  }

  @Override
  public void close() {
    loop.shutdownNow();
  }
}
