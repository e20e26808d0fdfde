package dev.sluice.operator.report;

import dev.sluice.compiler.resource.ResourceRef;
import dev.sluice.operator.observe.OperatorMetrics;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only writer of statuses. Keeps the latest status for each object, writes at most so many a
 * second, and tries again later and later what the API server does not take now.
 */
final class StatusWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StatusWriter.class);
  private static final int WRITES_PER_SECOND = 50;
  private static final int BURST = 100;
  private static final int AT_ONCE = 4;
  private static final int UNPROCESSABLE = 422;
  private final StatusApi api;
  private final BooleanSupplier mayWrite;
  private final BiConsumer<ResourceRef, HasMetadata> written;
  private final Consumer<ResourceRef> outdated;
  private final OperatorMetrics metrics;
  private final TokenBucket bucket = new TokenBucket(WRITES_PER_SECOND, BURST, System::nanoTime);
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("status-timer").factory());
  private final Semaphore slots = new Semaphore(AT_ONCE);

  // Guarded by this.
  private final Map<ResourceRef, HasMetadata> waiting = new LinkedHashMap<>();
  private final Set<ResourceRef> busy = new HashSet<>();
  private final Map<ResourceRef, Integer> failures = new HashMap<>();

  /**
   * @param mayWrite asked before each write
   * @param written told what the object became
   * @param outdated told when the object is not any more what the status was made for
   */
  StatusWriter(
      StatusApi api,
      BooleanSupplier mayWrite,
      BiConsumer<ResourceRef, HasMetadata> written,
      Consumer<ResourceRef> outdated,
      OperatorMetrics metrics) {
    this.api = api;
    this.mayWrite = mayWrite;
    this.written = written;
    this.outdated = outdated;
    this.metrics = metrics;
  }

  /**
   * Replaces what waits for the same object.
   *
   * @param object new, with nothing but its identity and status
   */
  synchronized void write(ResourceRef ref, HasMetadata object) {
    waiting.put(ref, object);
    if (busy.add(ref)) {
      workers.execute(() -> work(ref));
    }
  }

  /**
   * The same, of an object of which only the status is new.
   *
   * @param current as it is now
   * @param fresh an empty one of that kind
   */
  <S, T extends CustomResource<?, S>> void write(ResourceRef ref, T current, T fresh, S status) {
    fresh.setMetadata(identity(current));
    fresh.setStatus(status);
    write(ref, fresh);
  }

  /** With the UID a status never lands on an object that was made anew under the same name. */
  private static ObjectMeta identity(HasMetadata object) {
    return new ObjectMetaBuilder()
        .withNamespace(object.getMetadata().getNamespace())
        .withName(object.getMetadata().getName())
        .withUid(object.getMetadata().getUid())
        .build();
  }

  synchronized int queued() {
    return waiting.size();
  }

  /** Forgets what was not written yet: this replica does not lead any more. */
  synchronized void clear() {
    waiting.clear();
    failures.clear();
  }

  private void work(ResourceRef ref) {
    try {
      TimeUnit.NANOSECONDS.sleep(bucket.take());
      slots.acquire();
      try {
        writeLatest(ref);
      } finally {
        slots.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void writeLatest(ResourceRef ref) {
    HasMetadata object;
    synchronized (this) {
      object = waiting.remove(ref);
      if (object == null || !mayWrite.getAsBoolean()) {
        busy.remove(ref);
        return;
      }
    }
    try {
      HasMetadata result = api.apply(object);
      metrics.statusWritten(ref.kind().text(), "written");
      written.accept(ref, result);
      done(ref);
    } catch (KubernetesClientException e) {
      metrics.statusWritten(ref.kind().text(), "failed");
      failed(ref, object, e);
    } catch (RuntimeException e) {
      // Ours, and not the API server's: without this the object would never be written again.
      metrics.statusWritten(ref.kind().text(), "failed");
      LOG.error("writing the status of {} failed", ref, e);
      done(ref);
    }
  }

  private void failed(ResourceRef ref, HasMetadata object, KubernetesClientException e) {
    switch (e.getCode()) {
      case HttpURLConnection.HTTP_NOT_FOUND -> done(ref);
      case HttpURLConnection.HTTP_CONFLICT -> {
        done(ref);
        outdated.accept(ref);
      }
      case HttpURLConnection.HTTP_BAD_REQUEST, UNPROCESSABLE -> {
        LOG.error("the status of {} is refused: {}", ref, e.getMessage());
        done(ref);
      }
      default -> {
        int before;
        synchronized (this) {
          before = failures.merge(ref, 1, Integer::sum);
        }
        Duration pause = pause(before);
        LOG.warn(
            "the status of {} cannot be written{}, next try in {} ms: {}",
            ref,
            e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
                ? " (the role lacks patch on " + ref.kind().text() + "'s status)"
                : "",
            pause.toMillis(),
            e.getMessage());
        synchronized (this) {
          waiting.putIfAbsent(ref, object);
        }
        timer.schedule(
            () -> workers.execute(() -> work(ref)), pause.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
  }

  /** At most once a second for each object, then twice as long each time, with jitter. */
  private static Duration pause(int failures) {
    long bound = 1_000L << Math.min(failures - 1, 6);
    return Duration.ofMillis(bound + ThreadLocalRandom.current().nextLong(bound / 2));
  }

  private void done(ResourceRef ref) {
    synchronized (this) {
      failures.remove(ref);
      if (waiting.containsKey(ref)) {
        workers.execute(() -> work(ref));
      } else {
        busy.remove(ref);
      }
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    workers.shutdownNow();
  }
}
