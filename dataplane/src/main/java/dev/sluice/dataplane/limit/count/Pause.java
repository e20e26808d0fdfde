package dev.sluice.dataplane.limit.count;

/** Between two looks at a word that another thread holds for a few nanoseconds. */
final class Pause {
  private static final int SPINS = 64;

  private Pause() {}

  static int after(int spins) {
    if ((spins + 1) % SPINS == 0) {
      // Whoever holds it may have lost its processor.
      Thread.yield();
    } else {
      Thread.onSpinWait();
    }
    return spins + 1;
  }
}
