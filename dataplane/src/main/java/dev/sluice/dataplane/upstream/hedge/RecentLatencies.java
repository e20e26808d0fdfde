package dev.sluice.dataplane.upstream.hedge;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The latencies of the last ten to twenty seconds in buckets of an eighth of an octave, so that a
 * percentile is right to about a tenth. May be used from any thread; takes no lock but to turn a
 * page. Times are {@link System#nanoTime()}.
 */
public final class RecentLatencies {
  /** With fewer nothing is said. */
  public static final int LEAST_SAMPLES = 50;

  /** Not known yet. */
  public static final long UNKNOWN = -1;

  private static final long PAGE_NANOS = 10_000_000_000L;
  private static final long FRESH_NANOS = 100_000_000;

  /** The first octave begins at 2^16 ns, about 66 us; the last ends at about 70 s. */
  private static final int FIRST_OCTAVE = 16;

  private static final int OCTAVES = 20;
  private static final int STEPS = 8;

  private volatile AtomicIntegerArray page = new AtomicIntegerArray(OCTAVES * STEPS);
  private volatile AtomicIntegerArray before = new AtomicIntegerArray(OCTAVES * STEPS);
  private volatile long pageEnd;
  private volatile Answer cached = new Answer(0, 0, UNKNOWN);

  private record Answer(int percentile, long until, long nanos) {}

  public RecentLatencies(long now) {
    pageEnd = now + PAGE_NANOS;
  }

  public void record(long nanos, long now) {
    if (now - pageEnd >= 0) {
      turn(now);
    }
    page.incrementAndGet(bucket(nanos));
  }

  private synchronized void turn(long now) {
    if (now - pageEnd < 0) {
      return;
    }
    // After a long silence what stands on the page is old as well.
    before = now - pageEnd >= PAGE_NANOS ? new AtomicIntegerArray(OCTAVES * STEPS) : page;
    page = new AtomicIntegerArray(OCTAVES * STEPS);
    pageEnd = now + PAGE_NANOS;
  }

  private static int bucket(long nanos) {
    int octave = 63 - Long.numberOfLeadingZeros(Math.max(nanos, 1)) - FIRST_OCTAVE;
    if (octave < 0) {
      return 0;
    }
    if (octave >= OCTAVES) {
      return OCTAVES * STEPS - 1;
    }
    int step = (int) (nanos >>> (octave + FIRST_OCTAVE - 3)) & (STEPS - 1);
    return octave * STEPS + step;
  }

  /** Its upper end. */
  private static long nanos(int bucket) {
    int octave = bucket / STEPS;
    return (1L << (octave + FIRST_OCTAVE)) * (STEPS + bucket % STEPS + 1) / STEPS;
  }

  /**
   * How long the answers of this share take at most.
   *
   * @param percentile 1 to 99
   * @return in nanoseconds, or {@link #UNKNOWN}
   */
  public long percentile(int percentile, long now) {
    Answer answer = cached;
    if (answer.percentile() != percentile || now - answer.until() >= 0) {
      if (now - pageEnd >= 0) {
        turn(now);
      }
      answer = new Answer(percentile, now + FRESH_NANOS, compute(percentile));
      cached = answer;
    }
    return answer.nanos();
  }

  private long compute(int percentile) {
    AtomicIntegerArray now = page;
    AtomicIntegerArray earlier = before;
    long all = 0;
    for (int i = 0; i < OCTAVES * STEPS; i++) {
      all += now.get(i) + earlier.get(i);
    }
    if (all < LEAST_SAMPLES) {
      return UNKNOWN;
    }
    long below = 0;
    for (int i = 0; i < OCTAVES * STEPS; i++) {
      below += now.get(i) + earlier.get(i);
      if (below * 100 >= all * percentile) {
        return nanos(i);
      }
    }
    return UNKNOWN;
  }
}
