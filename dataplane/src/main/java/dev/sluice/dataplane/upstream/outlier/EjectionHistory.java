package dev.sluice.dataplane.upstream.outlier;

import dev.sluice.snapshot.OutlierDetection;

/** How often one endpoint was ejected: the more often in a row, the longer the next time. */
public final class EjectionHistory {
  private int inRow;

  /** One more. For how many milliseconds. */
  public long eject(OutlierDetection.On policy) {
    long longest = Math.max(policy.baseEjectionMillis(), policy.maxEjectionMillis());
    if (inRow * policy.baseEjectionMillis() < longest) {
      inRow++;
    }
    return Math.min(inRow * policy.baseEjectionMillis(), longest);
  }

  /** A whole interval went by without an ejection. */
  public void quiet() {
    if (inRow > 0) {
      inRow--;
    }
  }
}
