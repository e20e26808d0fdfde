package dev.sluice.dataplane.limit.redis;

import dev.sluice.dataplane.dial.DialPolicy;
import dev.sluice.dataplane.limit.count.Amount;
import dev.sluice.dataplane.limit.store.CounterKey;
import dev.sluice.dataplane.limit.store.CountersUnavailable;
import dev.sluice.dataplane.limit.store.Demand;
import dev.sluice.dataplane.limit.store.Tally;
import dev.sluice.dataplane.redis.SharedRedis;
import dev.sluice.dataplane.secret.Secrets;
import dev.sluice.snapshot.RateLimit;
import dev.sluice.snapshot.SharedStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** What one data plane has of counters in Redis, without the rest of it. */
final class CountersFixture implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A machine that is slow is not what is tested; the connection itself waits no longer. */
  private static final Duration PATIENT = SharedRedis.TIMEOUT.multipliedBy(2);

  private static final AtomicLong NEXT = new AtomicLong(System.nanoTime());

  private final AtomicInteger replicas = new AtomicInteger();
  private final SharedRedis redis = new SharedRedis(() -> DialPolicy.LOCAL);
  private final RedisCounters counters;

  private CountersFixture(SharedStore store, LongSupplier nanos, Duration budget) {
    this(store, nanos, budget, PATIENCE);
  }

  private CountersFixture(
      SharedStore store, LongSupplier nanos, Duration budget, Duration patience) {
    redis.prepare(store, Secrets.of(List.of()));
    redis.apply();
    counters = new RedisCounters(redis, replicas::get, nanos, budget.toNanos());
    counters.open();
    counters.awaitWarm(patience);
  }

  /** As one that has no time for a server that is slow. */
  static CountersFixture impatient(int port) {
    return new CountersFixture(
        store(SharedStore.Mode.STANDALONE, "", port), System::nanoTime, PATIENT, Duration.ZERO);
  }

  static CountersFixture at(int... ports) {
    return at(System::nanoTime, ports);
  }

  static CountersFixture at(LongSupplier nanos, int... ports) {
    return new CountersFixture(store(SharedStore.Mode.STANDALONE, "", ports), nanos, PATIENT);
  }

  /** One that waits no longer than it does for requests. */
  static CountersFixture inAHurry(int port) {
    return new CountersFixture(
        store(SharedStore.Mode.STANDALONE, "", port),
        System::nanoTime,
        Duration.ofNanos(Servers.BUDGET));
  }

  static CountersFixture sentinel(String master, int... ports) {
    return new CountersFixture(
        store(SharedStore.Mode.SENTINEL, master, ports), System::nanoTime, PATIENT);
  }

  static CountersFixture cluster(int... ports) {
    return new CountersFixture(
        store(SharedStore.Mode.CLUSTER, "", ports), System::nanoTime, PATIENT);
  }

  private static SharedStore store(SharedStore.Mode mode, String master, int... ports) {
    List<String> servers = new ArrayList<>();
    for (int port : ports) {
      servers.add("127.0.0.1:" + port);
    }
    return new SharedStore.Redis(
        servers, mode, false, 0, master, SharedStore.Login.NONE, List.of());
  }

  RedisCounters counters() {
    return counters;
  }

  /** As when a snapshot names another server. */
  void moveTo(int port) {
    redis.prepare(store(SharedStore.Mode.STANDALONE, "", port), Secrets.of(List.of()));
    redis.apply();
    counters.open();
    counters.awaitWarm(PATIENCE);
  }

  SharedRedis redis() {
    return redis;
  }

  /** What an operator says of replicas; 0 until it says anything. */
  AtomicInteger replicas() {
    return replicas;
  }

  /** Of a counter that nobody else has. */
  static CounterKey key() {
    return new CounterKey(NEXT.incrementAndGet() * 0x9e37_79b9_7f4a_7c15L, 1);
  }

  static Demand window(CounterKey key, long requests, Duration per) {
    return demand(key, RateLimit.Algorithm.SLIDING_WINDOW, requests, per, requests);
  }

  static Demand bucket(CounterKey key, long requests, Duration per, long capacity) {
    return demand(key, RateLimit.Algorithm.TOKEN_BUCKET, requests, per, capacity);
  }

  private static Demand demand(
      CounterKey key, RateLimit.Algorithm algorithm, long requests, Duration per, long most) {
    return new Demand(key, algorithm, new Amount(requests, per.toNanos(), most), 1, 1, true, false);
  }

  static Demand costing(Demand demand, long cost) {
    return new Demand(
        demand.key(),
        demand.algorithm(),
        demand.amount(),
        cost,
        cost,
        demand.binding(),
        demand.lease());
  }

  /** Takes nothing, and passes only if so much is left: what it costs the answer tells. */
  static Demand needing(Demand demand, long needed) {
    return new Demand(
        demand.key(),
        demand.algorithm(),
        demand.amount(),
        0,
        needed,
        demand.binding(),
        demand.lease());
  }

  static Demand triedOut(Demand demand) {
    return new Demand(
        demand.key(),
        demand.algorithm(),
        demand.amount(),
        demand.cost(),
        demand.needed(),
        false,
        demand.lease());
  }

  static Demand leased(Demand demand) {
    return new Demand(
        demand.key(),
        demand.algorithm(),
        demand.amount(),
        demand.cost(),
        demand.needed(),
        demand.binding(),
        true);
  }

  /** Until an answer comes: the machine may be slow, and that is not what is tested. */
  List<Tally> take(Demand... demands) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return tried(demands);
      } catch (CountersUnavailable e) {
        if (System.nanoTime() - deadline > 0) {
          throw e;
        }
      }
    }
  }

  /** Once. */
  List<Tally> tried(Demand... demands) {
    try {
      return counters
          .take(List.of(demands))
          .toCompletableFuture()
          .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
          .join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof CountersUnavailable unavailable) {
        throw unavailable;
      }
      throw e;
    }
  }

  @Override
  public void close() {
    counters.close();
    redis.close();
  }
}
