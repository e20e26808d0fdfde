package dev.sluice.dataplane.runtime;

import dev.sluice.dataplane.dial.DialPolicy;
import dev.sluice.dataplane.limit.redis.CountersView;
import dev.sluice.dataplane.limit.redis.RedisCounters;
import dev.sluice.dataplane.limit.redis.StoreWatch;
import dev.sluice.dataplane.limit.store.Replicas;
import dev.sluice.dataplane.limit.store.SharedCounters;
import dev.sluice.dataplane.redis.SharedRedis;
import dev.sluice.dataplane.secret.Secrets;
import dev.sluice.snapshot.RateLimit;
import dev.sluice.snapshot.RateLimit.CounterStore;
import dev.sluice.snapshot.SharedStore;
import dev.sluice.snapshot.Snapshot;
import dev.sluice.snapshot.StoreState;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The counters that data planes share, and the connection of theirs: what others ask of Redis would
 * keep requests waiting. There is none before a limit needs it. Changed by the one thread that
 * applies snapshots.
 */
final class SharedLimits {
  /** So long the first snapshot with such a limit waits for Redis, and serves without it then. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final SharedRedis redis;
  private final RedisCounters counters;
  private final StoreWatch watch = new StoreWatch(InstantSource.system());
  private boolean wanted;
  private String lack = "";

  /** Why what limits ask for cannot be had, as it is configured; empty: nothing is wrong. */
  private volatile String lacking = "";

  /**
   * @param told what an operator says of replicas
   */
  SharedLimits(Supplier<DialPolicy> policy, Replicas told) {
    redis = new SharedRedis(policy);
    counters = new RedisCounters(redis, told, System::nanoTime);
  }

  SharedCounters counters() {
    return counters;
  }

  /**
   * @throws IllegalArgumentException if the snapshot lacks a secret
   */
  void prepare(Snapshot snapshot, Secrets secrets) {
    SharedStore store = snapshot.gateway().store();
    boolean asked =
        snapshot.limits().stream()
            .flatMap(policy -> policy.limits().stream())
            .map(RateLimit::store)
            .anyMatch(CounterStore.Shared.class::isInstance);
    wanted = asked && store instanceof SharedStore.Redis;
    lack =
        !asked
            ? ""
            : switch (store) {
              case SharedStore.Redis usable -> "";
              case SharedStore.None none -> "the data plane has no spec.redis";
              case SharedStore.Unavailable broken -> "Redis cannot be used as it is configured";
            };
    redis.prepare(wanted ? store : SharedStore.NONE, secrets);
  }

  /** What was prepared last is in force. Waits when it is new. */
  void apply() {
    lacking = lack;
    if (!wanted) {
      counters.close();
    }
    boolean changed = redis.apply();
    if (wanted && (changed || !counters.isOpen())) {
      counters.open();
      counters.awaitWarm(PATIENCE);
    }
  }

  /** If anybody wants them. */
  Optional<CountersView> view() {
    return counters.isOpen() ? Optional.of(counters.view()) : Optional.empty();
  }

  /** Whether they can be asked, if anybody wants to. */
  StoreState state() {
    String why = lacking;
    if (!why.isEmpty()) {
      return watch.of(Optional.of(why));
    }
    return counters.isOpen() ? watch.of(counters.problem()) : watch.none();
  }

  void close() {
    counters.close();
    redis.close();
  }
}
