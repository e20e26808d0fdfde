package dev.sluice.dataplane.exchange;

import java.util.random.RandomGenerator;

/**
 * A share of the requests, decided anew for each.
 *
 * @param percent 0 (never) to 100 (always)
 * @param dice for tests that want the same decisions every time
 */
public record Chance(int percent, RandomGenerator dice) {
  private static final int ALL = 100;

  /** With the dice of whatever thread asks. */
  public static Chance of(int percent) {
    return new Chance(percent, ThreadDice.INSTANCE);
  }

  public boolean hits() {
    return percent >= ALL || (percent > 0 && dice.nextInt(ALL) < percent);
  }

  @Override
  public String toString() {
    return percent + " %";
  }
}
