package dev.sluice.operator.lead;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes part in the election for a Lease, again and again, until it is closed.
 *
 * <p>JOSDK's own election is used once: a replica that loses the lease there never leads again, and
 * its controller goes on. Here the elector is renewed, and controllers start and stop with {@link
 * Listener}.
 */
public final class Leadership implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

  private final KubernetesClient client;
  private final String namespace;
  private final String leaseName;
  private final String replica;
  private final Duration leaseDuration;
  private final List<Listener> listeners = new ArrayList<>();
  private final ExecutorService electors =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("election-", 0).factory());
  private final ExecutorService tellers =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("leadership").factory());
  private @Nullable SharedIndexInformer<Lease> informer;
  private @Nullable CompletableFuture<?> election;
  private volatile boolean closed;
  private volatile boolean elected;
  private volatile long term;
  private volatile long renewedAt;
  private @Nullable ZonedDateTime renewTime;

  /** Called on one thread, one after the other. */
  public interface Listener {
    /** Leadership or term changed. */
    void changed(boolean leader, long term);
  }

  public Leadership(
      KubernetesClient client,
      String namespace,
      String leaseName,
      String replica,
      Duration leaseDuration) {
    this.client = client;
    this.namespace = namespace;
    this.leaseName = leaseName;
    this.replica = replica;
    this.leaseDuration = leaseDuration;
  }

  public Leadership onChange(Listener listener) {
    listeners.add(listener);
    return this;
  }

  /** Whether this replica may write. Asked before every write. */
  public boolean leads() {
    return elected && System.nanoTime() - renewedAt < leaseDuration.toNanos();
  }

  /** How often the lease changed hands, as last seen. */
  public long term() {
    return term;
  }

  public void start() {
    SharedIndexInformer<Lease> watching =
        client
            .leases()
            .inNamespace(namespace)
            .withName(leaseName)
            .runnableInformer(0)
            .exceptionHandler((started, failure) -> !closed)
            .addEventHandler(new LeaseHandler());
    informer = watching;
    watching.start();
    elect();
  }

  private void elect() {
    if (closed) {
      return;
    }
    LeaderElector elector =
        new LeaderElector(
            client,
            new LeaderElectionConfigBuilder()
                .withName(leaseName)
                .withLock(new LeaseLock(namespace, leaseName, replica))
                .withLeaseDuration(leaseDuration)
                .withRenewDeadline(leaseDuration.multipliedBy(2).dividedBy(3))
                .withRetryPeriod(leaseDuration.dividedBy(6))
                .withReleaseOnCancel(true)
                .withLeaderCallbacks(
                    new LeaderCallbacks(
                        () -> elected(true), () -> elected(false), leader -> noted(leader)))
                .build(),
            electors);
    CompletableFuture<?> running = elector.start();
    election = running;
    running.whenComplete(
        (done, failure) -> {
          elected(false);
          CompletableFuture.delayedExecutor(
                  leaseDuration.dividedBy(6).toMillis(), TimeUnit.MILLISECONDS, electors)
              .execute(this::elect);
        });
  }

  private void noted(@Nullable String leader) {
    LOG.info("leader is {}", leader == null || leader.isEmpty() ? "nobody" : leader);
  }

  private void elected(boolean now) {
    synchronized (this) {
      if (elected == now) {
        return;
      }
      renewedAt = System.nanoTime();
      elected = now;
    }
    tell();
  }

  private void tell() {
    if (!closed) {
      tellers.execute(() -> listeners.forEach(listener -> listener.changed(elected, term)));
    }
  }

  private void seen(Lease lease) {
    if (lease.getSpec() == null) {
      return;
    }
    Integer transitions = lease.getSpec().getLeaseTransitions();
    long seenTerm = transitions == null ? 0 : transitions;
    ZonedDateTime seenRenewal = lease.getSpec().getRenewTime();
    boolean news;
    synchronized (this) {
      if (replica.equals(lease.getSpec().getHolderIdentity())
          && seenRenewal != null
          && !seenRenewal.equals(renewTime)) {
        renewTime = seenRenewal;
        renewedAt = System.nanoTime();
      }
      news = seenTerm > term;
      if (news) {
        term = seenTerm;
      }
    }
    if (news) {
      tell();
    }
  }

  /** Stops listeners first and gives the lease back last, so that no two replicas ever write. */
  @Override
  public void close() {
    elected = false;
    CompletableFuture<?> told =
        CompletableFuture.runAsync(
            () -> listeners.forEach(listener -> listener.changed(false, term)), tellers);
    closed = true;
    try {
      told.get(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("stopping what only the leader does: {}", e.toString());
    }
    CompletableFuture<?> running = election;
    if (running != null) {
      running.cancel(true);
    }
    SharedIndexInformer<Lease> watching = informer;
    if (watching != null) {
      watching.stop();
    }
    tellers.shutdown();
    electors.shutdown();
    try {
      electors.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class LeaseHandler implements ResourceEventHandler<Lease> {
    @Override
    public void onAdd(Lease lease) {
      seen(lease);
    }

    @Override
    public void onUpdate(Lease before, Lease lease) {
      seen(lease);
    }

    @Override
    public void onDelete(Lease lease, boolean unknown) {
      // The elector makes a new one; the term goes on from what was seen.
    }
  }
}
