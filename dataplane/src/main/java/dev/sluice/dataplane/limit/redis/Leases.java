package dev.sluice.dataplane.limit.redis;

import dev.sluice.dataplane.limit.count.Amount;
import dev.sluice.dataplane.limit.store.CounterKey;
import dev.sluice.dataplane.limit.store.Demand;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What this data plane has taken ahead of need, by counter. All replicas together never hold more
 * than a tenth of a limit, and that is all by which a window can have more than its limit: what was
 * taken before it began and is used in it.
 */
final class Leases {
  private static final int MOST_LEASES = 10_000;

  /** With less there is nothing to be saved. */
  private static final long LEAST = 10;

  private final Servers servers;
  private final IntSupplier replicas;
  private final LongSupplier nanos;
  private final Map<CounterKey, Lease> leases = new ConcurrentHashMap<>();
  private final AtomicLong usedBefore = new AtomicLong();

  Leases(Servers servers, IntSupplier replicas, LongSupplier nanos) {
    this.servers = servers;
    this.replicas = replicas;
    this.nanos = nanos;
  }

  /** So much at most one of them holds. */
  static long most(Amount amount, int replicas) {
    return Math.min(amount.requests(), amount.most()) / 10 / replicas;
  }

  /**
   * @return null: it is counted each time
   */
  @Nullable Lease of(Demand demand) {
    if (!demand.lease() || most(demand.amount(), replicas.getAsInt()) < LEAST) {
      return null;
    }
    Lease found = leases.get(demand.key());
    if (found != null && found.isOf(demand.amount())) {
      return found;
    }
    if (found != null && leases.remove(demand.key(), found)) {
      found.close();
    }
    if (leases.size() >= MOST_LEASES) {
      return null;
    }
    return leases.computeIfAbsent(demand.key(), key -> new Lease(demand, this, nanos.getAsLong()));
  }

  /** What was taken of one, if it is still held here. */
  void putBack(Demand demand, long cost) {
    Lease lease = leases.get(demand.key());
    if (lease != null) {
      lease.putBack(cost);
    }
  }

  int replicas() {
    return replicas.getAsInt();
  }

  long now() {
    return nanos.getAsLong();
  }

  CompletableFuture<List<Told>> ask(Ask ask) {
    return servers.ask(List.of(ask));
  }

  void giveBack(Ask ask) {
    var unused = servers.ask(List.of(ask));
  }

  /** What was taken of a counter before that time of Redis is worth nothing. */
  void forget(CounterKey key, double at) {
    Lease lease = leases.get(key);
    if (lease != null) {
      lease.forget(at);
    }
  }

  /** Likewise of all, whenever it was: it is not known which counters there are any more. */
  void forgetAll() {
    leases
        .values()
        .removeIf(
            lease -> {
              lease.abandon();
              usedBefore.addAndGet(lease.used());
              return true;
            });
  }

  /** Whether anything is remembered of any counter. */
  boolean isEmpty() {
    return leases.isEmpty();
  }

  /** Gives back what was not used in time. To be called a few times a second. */
  void tidy() {
    long now = nanos.getAsLong();
    leases
        .values()
        .removeIf(
            lease -> {
              boolean over = lease.tidy(now);
              if (over) {
                usedBefore.addAndGet(lease.used());
              }
              return over;
            });
  }

  /** Gives all back. One that is closed never takes ahead again, so who opens again has others. */
  void close() {
    leases
        .values()
        .removeIf(
            lease -> {
              lease.close();
              usedBefore.addAndGet(lease.used());
              return true;
            });
  }

  int held() {
    return (int) leases.values().stream().filter(Lease::isHeld).count();
  }

  long used() {
    return usedBefore.get() + leases.values().stream().mapToLong(Lease::used).sum();
  }
}
