package dev.sluice.snapshot;

/**
 * What is asked of one counter at one replica. Nothing in it says whose counter it is.
 *
 * @param high of the hash that names it
 * @param low likewise
 * @param whole how much all replicas may take together, 1 to 1,000,000,000; the measure of what
 *     follows
 * @param part of it that this replica reckons with now
 * @param used of it, as far as it still counts; may be more than the part
 * @param wanted in thousandths a second, whether it was given or not
 */
public record CounterDemand(long high, long low, long whole, long part, long used, long wanted) {
  public static final long MOST = 1_000_000_000;

  public CounterDemand {
    if (whole < 1 || whole > MOST || part < 0 || part > whole || used < 0 || wanted < 0) {
      throw new IllegalArgumentException("no demand");
    }
    used = Math.min(used, MOST);
    wanted = Math.min(wanted, MOST * 1_000);
  }
}
