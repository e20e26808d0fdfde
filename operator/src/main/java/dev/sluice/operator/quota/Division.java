package dev.sluice.operator.quota;

import java.util.List;

/** How counters are divided among the replicas now. */
final class Division {
  /** Of each counter so much stands in equal floors, whatever is asked: one part of ten. */
  private static final double FLOOR = 0.1;

  /** Demand is never still; a part of the whole smaller than this stays where it is. */
  private static final long WORTH_A_MOVE = 64;

  private final List<Member> members;
  private final LeaseTimes times;
  private final long now;

  /**
   * @param members by rank
   */
  Division(List<Member> members, LeaseTimes times, long now) {
    this.members = members;
    this.times = times;
    this.now = now;
  }

  /** What that replica may have: what it should have, as far as no other holds it. */
  long part(SharedCounter counter, Member member) {
    long othersHold = 0;
    long staleHold = 0;
    long allWanted = 0;
    long wantedBefore = 0;
    int fresh = 0;
    int freshBefore = 0;
    boolean before = true;
    for (Member each : members) {
      before &= each != member;
      long holds = holds(counter, each);
      othersHold += each == member ? 0 : holds;
      if (isStale(each)) {
        staleHold += holds;
      } else {
        long wanted = wanted(counter, each);
        fresh++;
        allWanted += wanted;
        freshBefore += before ? 1 : 0;
        wantedBefore += before ? wanted : 0;
      }
    }
    long free = Math.max(0, counter.whole() - staleHold);
    double from = upTo(freshBefore, fresh, wantedBefore, allWanted);
    double to = upTo(freshBefore + 1, fresh, wantedBefore + wanted(counter, member), allWanted);
    // Both ends are rounded alike, so that the parts of all together are what is free.
    long wanted = (long) (to * free + 1e-6) - (long) (from * free + 1e-6);
    Line line = counter.of(member);
    long present = line == null ? -1 : line.sent();
    if (Math.abs(wanted - present) <= counter.whole() / WORTH_A_MOVE) {
      wanted = present;
    }
    return Math.clamp(counter.whole() - othersHold, 1, Math.max(1, wanted));
  }

  /** Where the part of a replica ends, all before it counted, as a part of 1. */
  private static double upTo(int members, int all, long wanted, long allWanted) {
    double equal = (double) members / all;
    return allWanted == 0 ? equal : FLOOR * equal + (1 - FLOOR) * ((double) wanted / allWanted);
  }

  /** Whether nobody has, or has used, more than an equal share. */
  boolean isEqual(SharedCounter counter) {
    for (Member each : members) {
      if (holds(counter, each) > counter.equal(each)) {
        return false;
      }
    }
    return true;
  }

  private static long wanted(SharedCounter counter, Member member) {
    Line line = counter.of(member);
    return line == null ? 0 : line.wanted();
  }

  private long holds(SharedCounter counter, Member member) {
    long holds = counter.holds(member);
    return isStale(member) ? Math.max(holds, counter.equal(member)) : holds;
  }

  /** It is about to fall back to its equal share, for all one knows, or asks somebody else. */
  private boolean isStale(Member member) {
    return !member.isFresh(now, times.staleNanos());
  }
}
