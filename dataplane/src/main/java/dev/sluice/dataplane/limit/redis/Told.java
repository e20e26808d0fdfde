package dev.sluice.dataplane.limit.redis;

import dev.sluice.dataplane.limit.store.Tally;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * What one counter answered, as {@code limit.lua} writes it. Times are microseconds.
 *
 * @param until how long until there is enough; negative: there never will be
 * @param taken by this
 * @param at of Redis
 */
record Told(boolean enough, long left, double until, double full, long taken, double at) {
  /** How it went, and four numbers. */
  static final int BYTES = 1 + 4 * Double.BYTES;

  /** What stands in front of all. */
  static final int HEAD = Double.BYTES;

  private static final byte UNREADABLE = 2;

  /**
   * @return whether it can be read at all
   */
  static boolean isReadable(ByteBuffer answer, int place) {
    return answer.get(HEAD + place * BYTES) != UNREADABLE;
  }

  static Told read(ByteBuffer answer, int place) {
    int from = HEAD + place * BYTES;
    return new Told(
        answer.get(from) == 1,
        (long) answer.getDouble(from + 1),
        answer.getDouble(from + 1 + Double.BYTES),
        answer.getDouble(from + 1 + 2 * Double.BYTES),
        (long) answer.getDouble(from + 1 + 3 * Double.BYTES),
        answer.getDouble(0));
  }

  Told withoutTaking() {
    return new Told(enough, left + taken, until, full, 0, at);
  }

  Tally tally() {
    return new Tally(
        enough,
        left,
        waitNanos(),
        nanos(full),
        taken == 0 ? Tally.Receipt.NOTHING : new Tally.Receipt(taken, at));
  }

  long waitNanos() {
    return until < 0 ? Long.MAX_VALUE : nanos(until);
  }

  private static long nanos(double micros) {
    return TimeUnit.MICROSECONDS.toNanos((long) Math.ceil(micros));
  }
}
