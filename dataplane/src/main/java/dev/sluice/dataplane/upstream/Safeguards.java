package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.upstream.breaker.Breaker;
import dev.sluice.dataplane.upstream.budget.RetryTokens;
import dev.sluice.dataplane.upstream.concurrency.ConcurrencyLimit;
import dev.sluice.dataplane.upstream.hedge.RecentLatencies;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.CircuitBreaker;
import dev.sluice.snapshot.Concurrency;
import dev.sluice.snapshot.Hedge;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What spares one backend, and those who ask it, while it has enough to do. Belongs to the backend,
 * whatever the number of routes; what nobody asks for is not there and costs nothing.
 */
final class Safeguards {
  private static final int SERVER_ERROR = 500;

  private final Clock clock;
  private final Executor aside;
  private final RetryTokens budget;
  private final LongAdder hedges = new LongAdder();
  private final LongAdder hedgesWon = new LongAdder();
  private volatile @Nullable Breaker breaker;
  private volatile @Nullable ConcurrencyLimit limit;
  private volatile @Nullable RecentLatencies latencies;

  /**
   * @param aside runs what may wait, later and in order
   */
  Safeguards(BackendSection settings, Clock clock, Executor aside) {
    this.clock = clock;
    this.aside = aside;
    budget = new RetryTokens(settings.retryBudget());
    settings(settings);
  }

  /** The resource says something else, or the same: what stays keeps its state. */
  void settings(BackendSection settings) {
    budget.policy(settings.retryBudget());
    breaker(settings.backend().toString(), settings.circuitBreaker());
    limit(settings.concurrency());
    if (settings.hedge() instanceof Hedge.AfterPercentile) {
      watchLatencies();
    }
  }

  private void breaker(String backend, CircuitBreaker policy) {
    Breaker before = breaker;
    switch (policy) {
      case CircuitBreaker.Off off -> breaker = null;
      case CircuitBreaker.On on -> {
        if (before == null) {
          breaker = new Breaker(backend, on, clock, aside);
        } else {
          before.policy(on);
        }
      }
    }
  }

  private void limit(Concurrency policy) {
    ConcurrencyLimit before = limit;
    if (policy instanceof Concurrency.Unlimited) {
      limit = null;
      if (before != null) {
        before.lift();
      }
    } else if (before == null) {
      limit = new ConcurrencyLimit(policy);
    } else {
      before.policy(policy);
    }
  }

  /** Somebody wants to know which answers are late. */
  synchronized void watchLatencies() {
    if (latencies == null) {
      latencies = new RecentLatencies(System.nanoTime());
    }
  }

  /** Whether another try may be thought of. */
  boolean open() {
    Breaker present = breaker;
    return present == null || !present.shut();
  }

  /** Null if there is none. */
  @Nullable Breaker breaker() {
    return breaker;
  }

  /** Null if there is none. */
  @Nullable ConcurrencyLimit limit() {
    return limit;
  }

  RetryTokens budget() {
    return budget;
  }

  LongAdder hedges() {
    return hedges;
  }

  LongAdder hedgesWon() {
    return hedgesWon;
  }

  /** After how long an answer is later than so many percent of them; negative: not known yet. */
  long lateAfterMillis(int percentile) {
    RecentLatencies known = latencies;
    if (known == null) {
      return RecentLatencies.UNKNOWN;
    }
    long nanos = known.percentile(percentile, System.nanoTime());
    return nanos < 0 ? nanos : (nanos + 999_999) / 1_000_000;
  }

  /** The head of an answer is there. */
  void answered(int status, long nanos) {
    ConcurrencyLimit slots = limit;
    RecentLatencies watched = latencies;
    if (status < SERVER_ERROR && (slots != null || watched != null)) {
      // A quick error says nothing of how long work takes.
      took(slots, watched, nanos);
    }
  }

  void failed(FailureKind kind, long nanos) {
    ConcurrencyLimit slots = limit;
    if (slots != null && kind == FailureKind.UPSTREAM_TIMEOUT) {
      took(slots, null, nanos);
    }
  }

  private static void took(
      @Nullable ConcurrencyLimit slots, @Nullable RecentLatencies watched, long nanos) {
    long now = System.nanoTime();
    if (slots != null) {
      slots.answered(nanos, now);
    }
    if (watched != null) {
      watched.record(nanos, now);
    }
  }

  SafeguardsView view() {
    Breaker present = breaker;
    ConcurrencyLimit slots = limit;
    return new SafeguardsView(
        present == null ? Optional.empty() : Optional.of(present.view()),
        slots == null ? Optional.empty() : Optional.of(slots.view()),
        budget.view(),
        hedges.sum(),
        hedgesWon.sum());
  }
}
