package dev.sluice.operator.quota;

import dev.sluice.snapshot.CounterDemand;

/** What one replica has of one counter. */
final class Line {
  private static final long NOTHING = -1;

  private long part = NOTHING;
  private long used;
  private long wanted;
  private long sent = NOTHING;

  /** The largest of what was sent and may still be in force beside what it says. */
  private long outstanding = NOTHING;

  void heard(CounterDemand demand) {
    part = demand.part();
    used = demand.used();
    wanted = demand.wanted();
  }

  /** It says nothing of it: it counts with an equal share, as far as one knows. */
  void silent() {
    part = NOTHING;
    used = 0;
    wanted = 0;
  }

  /** What was last sent is in force, and nothing of what was sent before. */
  void confirmed() {
    outstanding = sent;
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
