package dev.sluice.snapshot;

/**
 * The share of each replica while nobody says anything else. The parts of all ranks together are
 * the whole; where there are more replicas than there is to share, each has 1.
 *
 * @param replicas at least 1
 * @param rank from 0 on
 */
public record EqualShare(int replicas, int rank) {
  /** Of one replica alone. */
  public static final EqualShare ALL = new EqualShare(1, 0);

  public EqualShare {
    if (replicas < 1 || rank < 0 || rank >= replicas) {
      throw new IllegalArgumentException("no share: " + rank + " of " + replicas);
    }
  }

  /**
   * @param whole up to 1,000,000,000
   */
  public long of(long whole) {
    return whole == 0 ? 0 : Math.max(1, whole * (rank + 1) / replicas - whole * rank / replicas);
  }
}
