package dev.sluice.operator.quota;

import dev.sluice.snapshot.CounterDemand;
import dev.sluice.snapshot.CounterShare;
import dev.sluice.snapshot.EqualShare;
import dev.sluice.snapshot.PlaneMessage;
import dev.sluice.snapshot.PushMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
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

  private static final int MOST_MEMBERS = 1_000;

  private final long term;
  private final LeaseTimes times;
  private final long since;

  /** Where numbers of answers begin: no answer is taken for one of a leader that was before. */
  private final long origin = ThreadLocalRandom.current().nextLong(1L << 62);

  private final SortedMap<String, Member> members = new TreeMap<>();
  private final Map<Counter, Shared> counters = new HashMap<>();

  /** A counter with shares of its own. */
  private static final class Shared {
    private final long whole;
    private long askedAt;

    Shared(long whole, long now) {
      this.whole = whole;
      this.askedAt = now;
    }
  }

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
    present.forEach(name -> meet(name, now));
    members.values().removeIf(member -> now - member.seenAt() > times.deadNanos());
    Member member = meet(instance, now);
    if (member == null) {
      return Optional.empty();
    }
    member.heard(term, demands, now);
    boolean quiet = now - since < times.quietNanos();
    adopt(member, demands, quiet, now);
    return Optional.of(
        quiet ? confirmed(instance, member, demands) : granted(instance, member, demands, now));
  }

  /**
   * It is there. What it was told has run out if it was silent for long, though it is still
   * connected: it follows another operator, or none.
   */
  private @Nullable Member meet(String name, long now) {
    Member member = members.get(name);
    if (member == null && members.size() >= MOST_MEMBERS) {
      return null;
    }
    if (member == null || member.isSilent(now, times.deadNanos())) {
      member = new Member(origin);
      members.put(name, member);
    }
    member.seen(now);
    return member;
  }

  private int mostCounters() {
    return Math.min(MOST_COUNTERS, MOST_LINES / members.size());
  }

  /** What an earlier leader has shared goes on to be, asked for or not. */
  private void adopt(Member member, PlaneMessage.Demands demands, boolean quiet, long now) {
    Set<Counter> strange = new HashSet<>();
    for (CounterDemand demand : demands.counters()) {
      Counter counter = new Counter(demand.high(), demand.low());
      Shared shared = counters.get(counter);
      if (shared == null && (quiet || demand.wanted() > 0) && counters.size() < mostCounters()) {
        counters.put(counter, new Shared(demand.whole(), now));
      } else if (shared == null || shared.whole != demand.whole()) {
        strange.add(counter);
      } else if (demand.wanted() > 0) {
        shared.askedAt = now;
      }
    }
    // What has no share here needs no memory; and who means another whole is not understood.
    member.forget(strange);
  }

  /** What an earlier leader has handed out goes on, and nothing grows. */
  private PushMessage.Shares confirmed(
      String instance, Member member, PlaneMessage.Demands demands) {
    int replicas = members.size();
    for (Member each : members.values()) {
      replicas = Math.max(replicas, each.replicas());
    }
    List<CounterShare> shares = new ArrayList<>();
    for (CounterDemand demand : demands.counters()) {
      Counter counter = new Counter(demand.high(), demand.low());
      if (counters.containsKey(counter) && demand.part() > 0) {
        member.sent(counter, demand.part());
        shares.add(share(counter, demand.whole(), demand.part()));
      }
    }
    return message(instance, member, demands, replicas, true, shares);
  }

  private PushMessage.Shares granted(
      String instance, Member member, PlaneMessage.Demands demands, long now) {
    retire(now);
    double others = 0;
    double equal = 1.0 / members.size();
    for (Member each : members.values()) {
      others += each == member ? 0 : each.isHeard() ? each.room() : equal;
    }
    boolean joined = member.room() > 0 || others + equal <= 1 + 1e-9;
    List<CounterShare> shares = new ArrayList<>();
    counters.forEach(
        (counter, shared) -> {
          long part = new Division(counter, shared.whole, members, times, now).part(member);
          member.sent(counter, part);
          shares.add(share(counter, shared.whole, part));
        });
    return message(instance, member, demands, members.size(), joined, shares);
  }

  /** What nobody asks for is shared equally, and then needs no mention. */
  private void retire(long now) {
    Set<Counter> gone = new HashSet<>();
    counters.forEach(
        (counter, shared) -> {
          if (now - shared.askedAt > times.idle().toNanos()
              && new Division(counter, shared.whole, members, times, now).isEqual()) {
            gone.add(counter);
          }
        });
    if (!gone.isEmpty()) {
      counters.keySet().removeAll(gone);
      members.values().forEach(member -> member.forget(gone));
    }
  }

  private static CounterShare share(Counter counter, long whole, long part) {
    return new CounterShare(counter.high(), counter.low(), whole, part);
  }

  private PushMessage.Shares message(
      String instance,
      Member member,
      PlaneMessage.Demands demands,
      int replicas,
      boolean joined,
      List<CounterShare> shares) {
    EqualShare equal = new EqualShare(replicas, members.headMap(instance).size());
    return new PushMessage.Shares(
        term,
        member.next(joined ? 1.0 / replicas : 0),
        demands.number(),
        equal.replicas(),
        equal.rank(),
        joined,
        times.leaseMillis(),
        shares);
  }
}
