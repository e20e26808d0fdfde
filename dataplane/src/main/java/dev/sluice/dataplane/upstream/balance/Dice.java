package dev.sluice.dataplane.upstream.balance;

/** Random numbers of the thread that asks. */
public interface Dice {
  /**
   * From 0, below the bound.
   *
   * @param bound 1 or more
   */
  int random(int bound);
}
