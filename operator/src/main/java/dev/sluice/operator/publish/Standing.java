package dev.sluice.operator.publish;

/**
 * What this operator replica tells data planes of itself.
 *
 * @param replica its name
 * @param term in which it leads: who leads in a higher one came later, and is listened to
 */
public record Standing(String replica, boolean leader, long term) {
  private static final int BITS = 32;
  private static final long MOST = (1L << (BITS - 1)) - 1;

  /**
   * @param epoch set by an administrator; beats all transitions, as it does in a {@link
   *     dev.sluice.snapshot.Position}
   * @param transitions of the leader lease
   */
  public static Standing of(String replica, boolean leader, long epoch, long transitions) {
    return new Standing(
        replica, leader, (Math.clamp(epoch, 0, MOST) << BITS) | Math.clamp(transitions, 0, MOST));
  }
}
