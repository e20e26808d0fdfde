package dev.sluice.operator.quota;

import dev.sluice.snapshot.EqualShare;
import java.util.Map;
import java.util.SortedMap;

/** How one counter is divided among the replicas now. */
final class Division {
  /** Of each counter so much stands in equal floors, whatever is asked: one part of ten. */
  private static final double FLOOR = 0.1;

  /** Demand is never still; a part of the whole smaller than this stays where it is. */
  private static final long WORTH_A_MOVE = 64;

  private final Counter counter;
  private final long whole;
  private final SortedMap<String, Member> members;
  private final LeaseTimes times;
  private final long now;

  Division(
      Counter counter, long whole, SortedMap<String, Member> members, LeaseTimes times, long now) {
    this.counter = counter;
    this.whole = whole;
    this.members = members;
    this.times = times;
    this.now = now;
  }

  /** What that replica may have: what it should have, as far as no other holds it. */
  long part(Member member) {
    long othersHold = 0;
    long staleHold = 0;
    long allWanted = 0;
    long wantedBefore = 0;
    int fresh = 0;
    int freshBefore = 0;
    int rank = 0;
    boolean before = true;
    for (Map.Entry<String, Member> entry : members.entrySet()) {
      Member each = entry.getValue();
      before &= each != member;
      long holds = holds(each, rank);
      othersHold += each == member ? 0 : holds;
      if (isStale(each)) {
        staleHold += holds;
      } else {
        fresh++;
        allWanted += each.wanted(counter);
        freshBefore += before ? 1 : 0;
        wantedBefore += before ? each.wanted(counter) : 0;
      }
      rank++;
    }
    long free = Math.max(0, whole - staleHold);
    double from = upTo(freshBefore, fresh, wantedBefore, allWanted);
    double to = upTo(freshBefore + 1, fresh, wantedBefore + member.wanted(counter), allWanted);
    // Both ends are rounded alike, so that the parts of all together are what is free.
    long wanted = (long) (to * free + 1e-6) - (long) (from * free + 1e-6);
    long present = member.sent(counter);
    if (Math.abs(wanted - present) <= whole / WORTH_A_MOVE) {
      wanted = present;
    }
    return Math.clamp(whole - othersHold, 1, Math.max(1, wanted));
  }

  /** Where the part of a replica ends, all before it counted, as a part of 1. */
  private static double upTo(int members, int all, long wanted, long allWanted) {
    double equal = (double) members / all;
    return allWanted == 0 ? equal : FLOOR * equal + (1 - FLOOR) * ((double) wanted / allWanted);
  }

  /** Whether nobody has, or has used, more than an equal share. */
  boolean isEqual() {
    int rank = 0;
    for (Member each : members.values()) {
      if (holds(each, rank) > equal(rank)) {
        return false;
      }
      rank++;
    }
    return true;
  }

  private long holds(Member member, int rank) {
    long equal = equal(rank);
    long holds = member.holds(counter, equal);
    return isStale(member) ? Math.max(holds, equal) : holds;
  }

  private long equal(int rank) {
    return new EqualShare(members.size(), rank).of(whole);
  }

  /** It is about to fall back to its equal share, for all one knows, or asks somebody else. */
  private boolean isStale(Member member) {
    return !member.isFresh(now, times.staleNanos());
  }
}
