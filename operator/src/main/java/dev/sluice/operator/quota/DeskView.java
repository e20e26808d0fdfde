package dev.sluice.operator.quota;

import dev.sluice.snapshot.ObjectKey;

/**
 * How the limits of one data plane are shared now.
 *
 * @param replicas among which they are divided
 * @param silent of these, connected and not asking: each has an equal share
 * @param counters with shares of their own; all others are shared equally
 * @param most so many may have one
 * @param answers so far, in this term
 */
public record DeskView(
    ObjectKey dataPlane, int replicas, int silent, int counters, int most, long answers) {

  public boolean isFull() {
    return counters >= most;
  }

  /** Without what changes all the time. */
  public DeskView told() {
    return new DeskView(dataPlane, replicas, silent, isFull() ? most : 0, most, 0);
  }
}
