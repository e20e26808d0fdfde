package dev.sluice.snapshot;

/**
 * How much of a counter one replica may give out.
 *
 * @param high of the hash that names it
 * @param low likewise
 * @param whole how much all replicas may take together, 1 to 1,000,000,000
 * @param part of it, at least 1
 */
public record CounterShare(long high, long low, long whole, long part) {
  public CounterShare {
    if (part < 1 || part > whole || whole > CounterDemand.MOST) {
      throw new IllegalArgumentException("no share");
    }
  }
}
