package dev.sluice.cli;

import dev.sluice.dataplane.limit.count.Amount;
import dev.sluice.dataplane.limit.count.Counter;
import dev.sluice.dataplane.limit.count.SlidingWindow;
import dev.sluice.dataplane.limit.count.TokenBucket;
import dev.sluice.dataplane.limit.quota.Quotas;
import dev.sluice.operator.quota.LeaseTimes;
import dev.sluice.operator.quota.QuotaDesks;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PlaneMessage;
import dev.sluice.snapshot.PushMessage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Operators and replicas that share one limit, in a time of their own: nothing waits, and a seed
 * repeats it all. Messages take up to 400 ms each way, in order. No two clocks show the same.
 */
final class SharedCounting {
  static final long SECOND = 1_000_000_000L;
  private static final ObjectKey PLANE = new ObjectKey("infra", "public");
  private static final long STEP = SECOND / 100;

  private final Amount whole;
  private final boolean bucket;
  private final Random random;
  private final List<Replica> replicas = new ArrayList<>();
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
  private final List<Long> accepted = new ArrayList<>();
  private Operator operator = new Operator(1);
  private boolean operatorAway;
  private long order;
  private long now = 1_000 * SECOND;

  private record Event(long at, long order, Runnable step) {}

  /** One process, which believes that it leads. */
  static final class Operator {
    final long term;
    boolean leads = true;
    private final QuotaDesks desks = new QuotaDesks(LeaseTimes.USUAL, () -> leads);

    Operator(long term) {
      this.term = term;
    }
  }

  /** One data plane. */
  final class Replica {
    private final long clock = random.nextLong() >> 2;
    final String name;
    final Quotas quotas = new Quotas();
    private final Counter counter = bucket ? new TokenBucket(clock()) : new SlidingWindow(clock());
    double rate;

    /** Null: whoever there is. */
    @Nullable Operator follows;

    boolean alone;
    boolean dead;
    long taken;
    private long nextReport = now + (long) (random.nextDouble() * SECOND);
    private long lastArrivalThere;
    private long lastArrivalHere;

    Replica(String name) {
      this.name = name;
    }

    /** What its own clock shows. */
    long clock() {
      return now + clock;
    }

    /** Is started anew, with what is on its disk; what was counted is gone. */
    Replica restart() {
      Replica again = new Replica(name);
      quotas.replicated().ifPresent(last -> again.quotas.restore(last, again.clock()));
      dead = true;
      replicas.add(again);
      return again;
    }

    private void step() {
      if (now >= nextReport) {
        nextReport = now + SECOND;
        report();
      }
      for (double left = rate * STEP / SECOND; random.nextDouble() < left; left--) {
        Amount mine = quotas.of("shop/p/l", new NamedCounter(7), whole, counter, 1, clock());
        if (counter.take(1, mine, clock()) >= 0) {
          accepted.add(now);
          taken++;
        }
      }
    }

    private void report() {
      PlaneMessage.Demands demands = quotas.demands(clock());
      Operator asked = follows == null ? operator : follows;
      lastArrivalThere = Math.max(lastArrivalThere + 1, now + delay());
      if (alone || operatorAway) {
        return;
      }
      at(
          lastArrivalThere,
          () -> {
            if (!operatorAway) {
              asked
                  .desks
                  .answer(PLANE, name, connected(), asked.term, demands, now)
                  .ifPresent(this::answer);
            }
          });
    }

    private void answer(PushMessage.Shares shares) {
      lastArrivalHere = Math.max(lastArrivalHere + 1, now + delay());
      at(
          lastArrivalHere,
          () -> {
            if (!alone) {
              quotas.take(shares, clock());
            }
          });
    }

    /** Of the whole. */
    long part() {
      return quotas.view(clock()).shares().stream()
          .mapToLong(share -> share.part())
          .findFirst()
          .orElse(-1);
    }
  }

  SharedCounting(Amount whole, boolean bucket, long seed) {
    this.whole = whole;
    this.bucket = bucket;
    this.random = new Random(seed);
  }

  private long delay() {
    return (long) (random.nextDouble() * random.nextDouble() * 0.4 * SECOND);
  }

  private void at(long time, Runnable step) {
    events.add(new Event(time, order++, step));
  }

  Replica join() {
    Replica replica = new Replica("pod-" + replicas.size());
    replicas.add(replica);
    return replica;
  }

  void operatorAway(boolean away) {
    operatorAway = away;
    if (away) {
      elect();
    }
  }

  /** Another process, which knows nothing, leads from now on. Returns the one before. */
  Operator elect() {
    Operator before = operator;
    operator = new Operator(before.term + 1);
    return before;
  }

  /** To each operator, whomever they follow. */
  private Set<String> connected() {
    return replicas.stream()
        .filter(replica -> !replica.dead && !replica.alone)
        .map(replica -> replica.name)
        .collect(Collectors.toSet());
  }

  long pass(double seconds) {
    long before = accepted.size();
    long end = now + (long) (seconds * SECOND);
    while (now < end) {
      now += STEP;
      while (!events.isEmpty() && events.peek().at() <= now) {
        events.poll().step().run();
      }
      replicas.stream().filter(replica -> !replica.dead).forEach(Replica::step);
    }
    return accepted.size() - before;
  }

  /** What was accepted up to now counts no more. */
  void forget() {
    accepted.clear();
  }

  /** The most that was accepted in any time of that length. */
  int mostIn(double seconds) {
    long length = (long) (seconds * SECOND);
    int most = 0;
    for (int i = 0, from = 0; i < accepted.size(); i++) {
      while (accepted.get(i) - accepted.get(from) >= length) {
        from++;
      }
      most = Math.max(most, i - from + 1);
    }
    return most;
  }
}
