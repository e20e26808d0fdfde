package dev.sluice.dataplane.limit.redis;

import dev.sluice.dataplane.redis.SharedRedis;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The way to one server. What is asked while scripts are under way waits and goes with the next
 * one: nobody waits while there is little to do, and the more there is the more goes at once. Safe
 * for many threads; never waits.
 */
final class Lane {
  /**
   * How much goes at once: a server does nothing else for as long as that takes.
   *
   * @param scripts that may be under way
   * @param pause nanoseconds between two that are: where answers are quick, one at a time does
   */
  record Width(int questions, int scripts, long pause) {
    /** Of a server that has all keys. */
    static final Width WIDE = new Width(64, 16, TimeUnit.MILLISECONDS.toNanos(1));

    /** In a cluster keys of one script must be of one slot, so there is little to put together. */
    static final Width ONE_BY_ONE = new Width(1, 1_024, 0);
  }

  private static final long LONG_AGO = TimeUnit.HOURS.toNanos(1);

  private final SharedRedis redis;
  private final Width width;
  private final Breaker breaker;
  private final Figures figures;
  private final LongSupplier nanos;
  private final long budget;
  private final Queue<Question> waiting = new ConcurrentLinkedQueue<>();
  private final Set<Batch> underWay = ConcurrentHashMap.newKeySet();
  private final AtomicInteger scripts = new AtomicInteger();
  private volatile long lastSent;
  private volatile boolean answered;

  /**
   * @param budget nanoseconds after which a script counts as not answered
   */
  Lane(
      SharedRedis redis,
      Width width,
      Breaker breaker,
      Figures figures,
      LongSupplier nanos,
      long budget) {
    this.redis = redis;
    this.width = width;
    this.breaker = breaker;
    this.figures = figures;
    this.nanos = nanos;
    this.budget = budget;
    lastSent = nanos.getAsLong() - LONG_AGO;
  }

  /** Whether anything was ever answered. */
  boolean hasAnswered() {
    return answered;
  }

  /** When anybody asked last, in nanoseconds; long ago, if nobody has. */
  long lastSent() {
    return lastSent;
  }

  void ask(Question question) {
    waiting.add(question);
    send();
  }

  /** Asks by itself whether the server answers. */
  void probe(Question question) {
    lastSent = nanos.getAsLong();
    script(new Batch(List.of(question), nanos.getAsLong()), true);
  }

  private void send() {
    while (!waiting.isEmpty() && enter()) {
      List<Question> next = next();
      if (next.isEmpty()) {
        scripts.decrementAndGet();
      } else {
        script(new Batch(next, nanos.getAsLong()), false);
      }
    }
  }

  private boolean enter() {
    while (true) {
      int now = scripts.get();
      if (now >= width.scripts() || (now > 0 && nanos.getAsLong() - lastSent < width.pause())) {
        return false;
      }
      if (scripts.compareAndSet(now, now + 1)) {
        lastSent = nanos.getAsLong();
        return true;
      }
    }
  }

  private List<Question> next() {
    List<Question> next = new ArrayList<>();
    while (next.size() < width.questions()) {
      Question question = waiting.poll();
      if (question == null) {
        break;
      }
      if (!question.isSettled()) {
        next.add(question);
      }
    }
    return next;
  }

  private void script(Batch batch, boolean trial) {
    if (!trial) {
      underWay.add(batch);
      figures.asked(batch.questions().size());
    }
    redis
        .packed(
            LimitScript.SCRIPT,
            LimitScript.keys(batch.questions(), batch.asks()),
            LimitScript.argument(batch.questions(), batch.asks()))
        .whenComplete((answer, failure) -> heard(batch, trial, answer, failure));
  }

  private void heard(
      Batch batch, boolean trial, byte @Nullable [] answer, @Nullable Throwable failure) {
    long took = nanos.getAsLong() - batch.sent();
    FailureCause cause = read(batch, answer, failure);
    if (cause == null) {
      figures.answered(took);
      if (!answered) {
        answered = true;
      }
    } else {
      figures.failed(cause, batch.fail(cause));
    }
    if (trial) {
      if (cause != null) {
        failed(cause);
      } else if (took <= budget) {
        breaker.trialAnswered();
      } else if (breaker.isOpen()) {
        failed(FailureCause.SLOW);
      }
      return;
    }
    if (batch.end()) {
      leave(batch);
      if (cause != null) {
        failed(cause);
      } else if (took <= budget) {
        breaker.answered();
      } else {
        failed(FailureCause.SLOW);
      }
      send();
    }
  }

  private @Nullable FailureCause read(
      Batch batch, byte @Nullable [] answer, @Nullable Throwable failure) {
    if (answer == null) {
      return FailureCause.of(failure);
    }
    int unreadable = LimitScript.read(answer, batch.questions(), batch.asks());
    if (unreadable < 0) {
      return FailureCause.REFUSED;
    }
    figures.failed(FailureCause.WRONG_DATA, unreadable);
    return null;
  }

  private void leave(Batch batch) {
    underWay.remove(batch);
    scripts.decrementAndGet();
  }

  private void failed(FailureCause cause) {
    if (breaker.failed(cause)) {
      for (Question next = waiting.poll(); next != null; next = waiting.poll()) {
        figures.failed(FailureCause.OPEN, next.fail(FailureCause.OPEN));
      }
    }
  }

  boolean isIdle() {
    return waiting.isEmpty() && underWay.isEmpty();
  }

  /** Nobody is waited for beyond his time. To be called every few milliseconds. */
  void tick() {
    long now = nanos.getAsLong();
    for (Question first = waiting.peek();
        first != null && now - first.deadline() >= 0;
        first = waiting.peek()) {
      if (waiting.remove(first)) {
        figures.failed(FailureCause.SLOW, first.fail(FailureCause.SLOW));
      }
    }
    boolean late = false;
    for (Batch batch : underWay) {
      for (Question question : batch.questions()) {
        if (now - question.deadline() >= 0) {
          figures.failed(FailureCause.SLOW, question.fail(FailureCause.SLOW));
        }
      }
      if (now - batch.sent() >= budget && batch.end()) {
        leave(batch);
        late = true;
      }
    }
    if (late) {
      // All together are one failure: it may be this process that stood still.
      failed(FailureCause.SLOW);
    }
    send();
  }
}
