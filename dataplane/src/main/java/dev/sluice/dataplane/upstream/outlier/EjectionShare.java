package dev.sluice.dataplane.upstream.outlier;

import java.util.function.BooleanSupplier;

/** How many endpoints of a backend may be ejected at a time. */
public final class EjectionShare {
  private EjectionShare() {}

  /**
   * Whether one more may be.
   *
   * @param total endpoints of the backend
   * @param ejected so many of them already
   * @param othersUsable whether one would be left that can take requests; costs a look at them
   * @param percent the limit, 1 to 100
   */
  public static boolean allows(int total, int ejected, BooleanSupplier othersUsable, int percent) {
    if (percent >= 100) {
      return true;
    }
    long most = Math.max(1, (long) total * percent / 100);
    return ejected < most && othersUsable.getAsBoolean();
  }
}
