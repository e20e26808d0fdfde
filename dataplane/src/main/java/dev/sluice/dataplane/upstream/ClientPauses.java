package dev.sluice.dataplane.upstream;

/**
 * When a client lets its request wait. That time is nobody's but its own: else whoever uploads
 * slowly on purpose would make a backend look slow, and have it shut off for all others.
 */
final class ClientPauses {
  private boolean pausing;
  private long began;
  private long ended;

  /** Whether nothing more has come for now. */
  void now(boolean nothingCame) {
    if (nothingCame == pausing) {
      return;
    }
    pausing = nothingCame;
    if (nothingCame) {
      began = System.nanoTime();
    } else {
      // Never 0, which says that there was none.
      ended = System.nanoTime() | 1;
    }
  }

  /** So many nanoseconds of one; 0 if there is none. */
  long underWay() {
    return pausing ? System.nanoTime() - began : 0;
  }

  /** When the last one ended, if that is later than the time given; else that. */
  long endedAfter(long nanos) {
    return ended != 0 && ended - nanos > 0 ? ended : nanos;
  }
}
