package dev.sluice.dataplane.limit.redis;

import dev.sluice.dataplane.limit.store.CounterKey;
import dev.sluice.dataplane.limit.store.CountersUnavailable;
import dev.sluice.dataplane.limit.store.Demand;
import dev.sluice.dataplane.limit.store.Replicas;
import dev.sluice.dataplane.limit.store.SharedCounters;
import dev.sluice.dataplane.limit.store.Tally;
import dev.sluice.dataplane.redis.RedisView;
import dev.sluice.dataplane.redis.SharedRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counters in Redis. As long as they are not {@link #open}, nothing runs and nobody is asked.
 * Opened and closed by the one thread that applies snapshots, used by any.
 */
public final class RedisCounters implements SharedCounters, AutoCloseable {
  private static final long ANNOUNCED = TimeUnit.SECONDS.toNanos(3);
  private static final Duration FAREWELL = Duration.ofMillis(100);

  private static final CountersUnavailable NOT_ASKED =
      new CountersUnavailable(FailureCause.OPEN.words());

  private final SharedRedis redis;
  private final LongSupplier nanos;
  private final Figures figures = new Figures();
  private final Servers servers;
  private final Spread spread;
  private final Sharers sharers;
  private final Leases leases;
  private final Resets resets;
  private volatile @Nullable Pulse pulse;
  private volatile boolean warm;
  private volatile long announced;

  /**
   * @param redis that nobody else uses: others would keep requests waiting
   * @param told what an operator says of replicas
   * @param nanos a clock that does not run backwards; what it shows counts for nobody else
   */
  public RedisCounters(SharedRedis redis, Replicas told, LongSupplier nanos) {
    this(redis, told, nanos, Servers.BUDGET);
  }

  /**
   * @param budget nanoseconds that an answer may take
   */
  RedisCounters(SharedRedis redis, Replicas told, LongSupplier nanos, long budget) {
    this.redis = redis;
    this.nanos = nanos;
    servers = new Servers(redis, nanos, figures, budget);
    spread = new Spread(servers);
    sharers = new Sharers(redis, told);
    leases = new Leases(servers, sharers::count, nanos);
    resets = new Resets(redis, leases);
  }

  /** What {@code redis} has in force is asked from now on. */
  public void open() {
    servers.changed();
    // What was taken of another Redis is worth nothing in this one.
    leases.forgetAll();
    resets.changed();
    announced = nanos.getAsLong() - ANNOUNCED;
    if (pulse == null) {
      warm = false;
      pulse = new Pulse(new Beats());
    }
  }

  public boolean isOpen() {
    return pulse != null;
  }

  /**
   * Waits until answers come in time, if none has since it was opened. Not on an I/O thread.
   *
   * @param patience with Redis, as {@link WarmUp} has it
   */
  public void awaitWarm(Duration patience) {
    warm = warm || new WarmUp(redis, servers, this::isOpen).await(patience);
  }

  private final class Beats implements Pulse.Beat {
    @Override
    public boolean tick() {
      return servers.tick();
    }

    @Override
    public void rest() {
      // What fails before it is dialled at all says nothing of who answers then.
      if (redis.view().state() != RedisView.State.CONNECTING) {
        servers.probe();
      }
      leases.tidy();
      if (!leases.isEmpty()) {
        resets.look();
      }
      long now = nanos.getAsLong();
      if (now - announced >= ANNOUNCED) {
        announced = now;
        sharers.announce();
      }
    }
  }

  @Override
  public CompletionStage<List<Tally>> take(List<Demand> demands) {
    Pulse now = pulse;
    if (now == null) {
      return CompletableFuture.failedFuture(
          new CountersUnavailable(FailureCause.DISCONNECTED.words()));
    }
    LeasedTake leased = LeasedTake.of(demands, leases, nanos);
    List<Ask> asks = leased == null ? asks(demands) : leased.asks();
    if (leased != null && asks.isEmpty()) {
      // Nobody waits. What a lease asks for meanwhile is looked after when the thread wakes anyway.
      return CompletableFuture.completedFuture(leased.tallies());
    }
    now.stir();
    if (servers.refuses()) {
      if (leased != null) {
        leased.undo();
      }
      return CompletableFuture.failedFuture(NOT_ASKED);
    }
    CompletableFuture<List<Tally>> answer = new CompletableFuture<>();
    var unused =
        spread
            .take(asks)
            .whenComplete(
                (told, failure) -> {
                  if (told == null) {
                    if (leased != null) {
                      leased.undo();
                    }
                    answer.completeExceptionally(cause(failure));
                  } else {
                    answer.complete(leased == null ? tallies(told) : leased.tallies(told));
                  }
                });
    return answer;
  }

  private static List<Ask> asks(List<Demand> demands) {
    if (demands.size() == 1) {
      return List.of(Ask.take(demands.getFirst()));
    }
    List<Ask> asks = new ArrayList<>(demands.size());
    for (Demand demand : demands) {
      asks.add(Ask.take(demand));
    }
    return asks;
  }

  private static List<Tally> tallies(List<Told> told) {
    List<Tally> tallies = new ArrayList<>(told.size());
    for (Told each : told) {
      tallies.add(each.tally());
    }
    return tallies;
  }

  private static Throwable cause(@Nullable Throwable failure) {
    Throwable inner =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return inner instanceof CountersUnavailable
        ? inner
        : new CountersUnavailable(FailureCause.REFUSED.words());
  }

  @Override
  public void giveBack(Demand demand, Tally.Receipt receipt) {
    Pulse now = pulse;
    if (now == null || receipt.taken() == 0) {
      return;
    }
    if (receipt.isAhead()) {
      leases.putBack(demand, receipt.taken());
      return;
    }
    now.stir();
    var unused = servers.ask(List.of(Ask.take(demand).back(receipt.taken(), receipt.at())));
  }

  @Override
  public void charge(Demand demand, long cost) {
    Pulse now = pulse;
    if (now == null || cost <= 0) {
      return;
    }
    now.stir();
    Lease lease = leases.of(demand);
    long rest = lease == null ? cost : lease.charge(cost);
    if (rest > 0) {
      var unused = servers.ask(List.of(Ask.charge(demand, rest)));
    }
  }

  @Override
  public CompletionStage<Void> reset(CounterKey key) {
    return resets.reset(key);
  }

  @Override
  public int replicas() {
    return sharers.count();
  }

  /** Why limits are not counted there, in words of our own; empty: they are. */
  public Optional<String> problem() {
    Optional<String> refusing = servers.problem();
    if (refusing.isPresent()) {
      return refusing;
    }
    // Nobody may have asked yet who would have noticed.
    return !isConnected()
        ? Optional.of(FailureCause.DISCONNECTED.words())
        : servers.haveAnswered() ? Optional.empty() : Optional.of(FailureCause.SLOW.words());
  }

  private boolean isConnected() {
    return redis.view().state() == RedisView.State.CONNECTED;
  }

  /** For metrics and pages; empty counts say nothing while it is not open. */
  public CountersView view() {
    return new CountersView(
        new CountersView.State(
            isConnected(), servers.haveAnswered(), servers.refusing(), problem().orElse("")),
        sharers.count(),
        figures.asked(),
        figures.failures(),
        figures.latency(),
        leases.held(),
        leases.used());
  }

  /** Gives back what was taken ahead, which takes a moment. */
  @Override
  public void close() {
    Pulse now = pulse;
    if (now == null) {
      return;
    }
    pulse = null;
    leases.close();
    sharers.leave();
    // What was written goes out before the connection is closed.
    LockSupport.parkNanos(FAREWELL.toNanos());
    now.close();
  }
}
