package dev.sluice.operator.quota;

import dev.sluice.snapshot.CounterDemand;

/** What one replica has of one counter. */
final class Line {
  private static final long NOTHING = -1;

  private long part = NOTHING;
  private long used;
  private long wanted;
  private long sent = NOTHING;
  private long heardIn;

  /** The largest of what was sent and may still be in force beside what it says. */
  private long outstanding = NOTHING;

  /**
   * @param number of the message
   */
  void heard(CounterDemand demand, long number) {
    heardIn = number;
    part = demand.part();
    used = demand.used();
    wanted = demand.wanted();
  }

  /**
   * A message is read. If it says nothing of this, the replica counts with an equal share, as far
   * as one knows.
   *
   * @param number of the message
   * @param current whether it answers what was last sent: that is in force, and nothing of what was
   *     sent before
   */
  void read(long number, boolean current) {
    if (current) {
      outstanding = sent;
    }
    if (heardIn != number) {
      part = NOTHING;
      used = 0;
      wanted = 0;
    }
  }

  /** Whether it said with what it counts. */
  boolean isSaid() {
    return part != NOTHING;
  }

  void sent(long now) {
    sent = now;
    outstanding = Math.max(outstanding, now);
  }

  /** Negative: nothing. */
  long sent() {
    return sent;
  }

  long wanted() {
    return wanted;
  }

  /**
   * How much others must leave it.
   *
   * @param equal what it has where nothing is said
   */
  long holds(long equal) {
    return Math.max(part == NOTHING ? equal : Math.max(part, used), outstanding);
  }
}
