package dev.sluice.dataplane.upstream.breaker;

import dev.sluice.snapshot.CircuitBreaker.On;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One backend's circuit breaker. Each call begins with {@link #admit} and knows in which time of
 * which state that was: one that ends in a later time counts for nothing.
 *
 * <p>May be used from any thread. While it is closed a call takes no lock but that of its window.
 */
public final class Breaker {
  private static final Logger log = LoggerFactory.getLogger(Breaker.class);

  private final String backend;
  private final Clock clock;
  private final Executor aside;
  private final AtomicInteger inARow = new AtomicInteger();
  private final LongAdder refused = new LongAdder();
  private final Map<BreakerState, Long> transitions = new EnumMap<>(BreakerState.class);
  private volatile On policy;
  private volatile CallWindow window;
  private volatile BreakerState state = BreakerState.CLOSED;
  private volatile long epoch = 1;
  private volatile long openUntil;
  private @Nullable Trials trials;

  /**
   * @param backend for the log
   * @param aside where lines of the log are written: calls are made by I/O threads, and a line may
   *     wait for its disk
   */
  public Breaker(String backend, On policy, Clock clock, Executor aside) {
    this.backend = backend;
    this.aside = aside;
    this.policy = policy;
    this.clock = clock;
    window = new CallWindow(backend, policy, clock);
  }

  public On policy() {
    return policy;
  }

  /** Takes over another policy; state and, where they mean the same, counts stay. */
  public synchronized void policy(On next) {
    if (next.equals(policy)) {
      return;
    }
    if (!window.fits(next)) {
      window = new CallWindow(backend, next, clock);
    }
    if (state == BreakerState.OPEN) {
      openUntil = Math.min(openUntil, clock.millis() + next.openMillis());
    } else if (state == BreakerState.HALF_OPEN && next.halfOpenCalls() != policy.halfOpenCalls()) {
      // The trials begin anew; those under way are of an earlier time.
      epoch++;
      trials = new Trials(next, clock.millis());
    }
    policy = next;
  }

  public BreakerState state() {
    return state;
  }

  /** Whether a call would be refused for sure. */
  public boolean shut() {
    return state == BreakerState.OPEN && clock.millis() < openUntil;
  }

  /** Null if no call may be made now. */
  public @Nullable BreakerCall admit() {
    if (state == BreakerState.CLOSED) {
      return new BreakerCall(this, epoch, 0);
    }
    BreakerCall call = shut() ? null : admitTrial();
    if (call == null) {
      refused.increment();
    }
    return call;
  }

  private synchronized @Nullable BreakerCall admitTrial() {
    if (state == BreakerState.CLOSED) {
      return new BreakerCall(this, epoch, 0);
    }
    long now = clock.millis();
    if (state == BreakerState.OPEN) {
      if (now < openUntil) {
        return null;
      }
      become(BreakerState.HALF_OPEN, "time for a trial");
      trials = new Trials(policy, now);
    }
    Trials running = trials;
    int batch = running == null ? 0 : running.admit(now);
    return batch == 0 ? null : new BreakerCall(this, epoch, batch);
  }

  /** A whole answer, or for a trial the head of one. */
  void succeeded(BreakerCall call, long nanos) {
    if (call.epoch() != epoch) {
      return;
    }
    if (call.trial()) {
      decided(call, false, nanos);
      return;
    }
    if (inARow.get() != 0) {
      inARow.set(0);
    }
    window.succeeded(nanos);
    openIfExceeded();
  }

  void failed(BreakerCall call, long nanos) {
    if (call.epoch() != epoch) {
      return;
    }
    if (call.trial()) {
      decided(call, true, nanos);
    } else {
      count(nanos);
    }
  }

  private void count(long nanos) {
    int limit = policy.consecutiveFailures();
    int row = inARow.incrementAndGet();
    window.failed(nanos);
    if (limit > 0 && row >= limit) {
      open(row + " calls in a row failed");
    } else {
      openIfExceeded();
    }
  }

  /** A trial that {@link #succeeded} has failed after all. */
  void brokeOff(BreakerCall call, long nanos) {
    if (state == BreakerState.CLOSED) {
      count(nanos);
      return;
    }
    synchronized (this) {
      if (call.epoch() == epoch && trials != null) {
        act(trials, trials.broke());
      }
    }
  }

  /** It came to nothing, and not through the backend. */
  void givenUp(BreakerCall call) {
    if (!call.trial()) {
      return;
    }
    synchronized (this) {
      if (call.epoch() == epoch && trials != null) {
        trials.givenUp(call.batch());
      }
    }
  }

  private synchronized void decided(BreakerCall call, boolean failure, long nanos) {
    if (call.epoch() == epoch && trials != null) {
      act(trials, trials.decided(call.batch(), failure, nanos));
    }
  }

  private void act(Trials running, Trials.Verdict verdict) {
    switch (verdict) {
      case UNDECIDED -> {}
      case GOOD -> close("the trial calls were answered");
      case BAD -> open(running.toString());
    }
  }

  private void openIfExceeded() {
    if (window.exceeded()) {
      open(window.toString());
    }
  }

  private synchronized void open(String why) {
    if (state != BreakerState.OPEN) {
      openUntil = clock.millis() + policy.openMillis();
      become(BreakerState.OPEN, why);
    }
  }

  private synchronized void close(String why) {
    window.clear();
    inARow.set(0);
    become(BreakerState.CLOSED, why);
  }

  /** An operator knows better: closed, with nothing counted. */
  public synchronized void reset() {
    if (state == BreakerState.CLOSED) {
      window.clear();
      inARow.set(0);
    } else {
      close("reset through the admin port");
    }
  }

  private synchronized void become(BreakerState next, String why) {
    BreakerState before = state;
    aside.execute(
        () -> log.warn("circuit breaker of {}: {} -> {}: {}", backend, before, next, why));
    trials = null;
    epoch++;
    state = next;
    transitions.merge(next, 1L, Long::sum);
  }

  /** Seconds until a call may be admitted, at least 1. */
  public long retryAfterSeconds() {
    long left = state == BreakerState.OPEN ? openUntil - clock.millis() : 0;
    return Math.max(1, (left + 999) / 1_000);
  }

  public synchronized BreakerView view() {
    return new BreakerView(
        state,
        state == BreakerState.CLOSED ? 0 : retryAfterSeconds(),
        window.calls(),
        window.failures(),
        window.slowCalls(),
        inARow.get(),
        refused.sum(),
        transitions);
  }
}
