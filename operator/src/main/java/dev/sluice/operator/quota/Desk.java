package dev.sluice.operator.quota;

import dev.sluice.snapshot.CounterDemand;
import dev.sluice.snapshot.CounterShare;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PlaneMessage;
import dev.sluice.snapshot.PushMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The shares of one data plane, while this operator leads in one term. Times are {@link
 * System#nanoTime()}.
 */
final class Desk {
  /** Counters with shares of their own, while there are not very many replicas. */
  static final int MOST_COUNTERS = 1_024;

  /** Counters times replicas: each replica asks of each counter what all others have of it. */
  private static final int MOST_LINES = 65_536;

  private final long term;
  private final LeaseTimes times;
  private final long since;

  /** Where numbers of answers begin: no answer is taken for one of a leader that was before. */
  private final long origin = ThreadLocalRandom.current().nextLong(1L << 62);

  private final Roster members = new Roster();
  private final Map<Counter, SharedCounter> counters = new HashMap<>();
  private long answers;

  Desk(long term, LeaseTimes times, long now) {
    this.term = term;
    this.times = times;
    this.since = now;
  }

  long term() {
    return term;
  }

  synchronized Optional<PushMessage.Shares> answer(
      String instance, Set<String> present, PlaneMessage.Demands demands, long now) {
    leave(now);
    present.forEach(name -> meet(name, now));
    Member member = meet(instance, now);
    if (member == null) {
      return Optional.empty();
    }
    boolean quiet = now - since < times.quietNanos();
    read(member, demands, quiet, now);
    answers++;
    return Optional.of(quiet ? confirmed(member, demands) : granted(member, demands, now));
  }

  private @Nullable Member meet(String name, long now) {
    Member known = members.get(name);
    Member member = known == null ? members.join(name, origin, now) : known;
    if (member != null) {
      member.seen(now);
    }
    return member;
  }

  /**
   * Who is gone, and who was silent for so long that what it was told has run out, though it is
   * still connected: it follows another operator, or none, and is met anew.
   */
  private void leave(long now) {
    long dead = times.deadNanos();
    for (Member gone :
        members.leave(member -> now - member.seenAt() > dead || member.isSilent(now, dead))) {
      counters.values().forEach(counter -> counter.forget(gone));
    }
  }

  private int mostCounters() {
    return Math.min(MOST_COUNTERS, MOST_LINES / Math.max(1, members.size()));
  }

  /** What an earlier leader has shared goes on to be, asked for or not. */
  private void read(Member member, PlaneMessage.Demands demands, boolean quiet, long now) {
    boolean current = member.heard(term, demands, now);
    long message = member.messages();
    for (CounterDemand demand : demands.counters()) {
      Counter name = new Counter(demand.high(), demand.low());
      SharedCounter counter = counters.get(name);
      if (counter == null && (quiet || demand.wanted() > 0) && counters.size() < mostCounters()) {
        counter = new SharedCounter(name, demand.whole(), now);
        counters.put(name, counter);
      }
      if (counter == null) {
        continue;
      }
      if (counter.whole() != demand.whole()) {
        // Who means another whole is not understood.
        counter.forget(member);
        continue;
      }
      counter.line(member).heard(demand, message);
      if (demand.wanted() > 0) {
        counter.asked(now);
      }
    }
    for (SharedCounter counter : counters.values()) {
      Line line = counter.of(member);
      if (line != null) {
        line.read(message, current);
      }
    }
  }

  /** What an earlier leader has handed out goes on, and nothing grows. */
  private PushMessage.Shares confirmed(Member member, PlaneMessage.Demands demands) {
    int replicas = members.size();
    for (Member each : members.ordered()) {
      replicas = Math.max(replicas, each.replicas());
    }
    List<CounterShare> shares = new ArrayList<>();
    for (CounterDemand demand : demands.counters()) {
      SharedCounter counter = counters.get(new Counter(demand.high(), demand.low()));
      if (counter != null && demand.part() > 0 && counter.whole() == demand.whole()) {
        counter.line(member).sent(demand.part());
        shares.add(counter.share(demand.part()));
      }
    }
    return message(member, demands, replicas, true, shares);
  }

  private PushMessage.Shares granted(Member member, PlaneMessage.Demands demands, long now) {
    Division division = new Division(members.ordered(), times, now);
    // What nobody asks for is shared equally, and then needs no mention.
    counters
        .values()
        .removeIf(
            counter -> counter.isIdle(now, times.idle().toNanos()) && division.isEqual(counter));
    double others = 0;
    double equal = 1.0 / members.size();
    for (Member each : members.ordered()) {
      others += each == member ? 0 : each.isHeard() ? each.room() : equal;
    }
    boolean joined = member.room() > 0 || others + equal <= 1 + 1e-9;
    List<CounterShare> shares = new ArrayList<>();
    for (SharedCounter counter : counters.values()) {
      long part = division.part(counter, member);
      counter.line(member).sent(part);
      shares.add(counter.share(part));
    }
    return message(member, demands, members.size(), joined, shares);
  }

  private PushMessage.Shares message(
      Member member,
      PlaneMessage.Demands demands,
      int replicas,
      boolean joined,
      List<CounterShare> shares) {
    return new PushMessage.Shares(
        term,
        member.next(joined ? 1.0 / replicas : 0),
        demands.number(),
        replicas,
        member.equal().rank(),
        joined,
        times.leaseMillis(),
        shares);
  }

  /** How it stands. */
  synchronized DeskView view(ObjectKey dataPlane, long now) {
    int silent = 0;
    for (Member member : members.ordered()) {
      silent += member.isLost(now, times.deadNanos()) ? 1 : 0;
    }
    return new DeskView(
        dataPlane, members.size(), silent, counters.size(), mostCounters(), answers);
  }
}
