package dev.sluice.dataplane.limit.count;

import dev.sluice.dataplane.limit.count.Places.Entry;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Of keys that are looked at one after the other the one that shall go first: that of which most is
 * left; of those that have nothing left, the one that would have all of it first. Of several that
 * are alike any goes: were it always the first, whole regions of a table would empty.
 */
final class LeastUsed {
  private final long now;
  private int place = -1;
  private @Nullable Entry entry;
  private double left = -1;
  private int alike;
  private long soonest = Long.MAX_VALUE;

  LeastUsed(long now) {
    this.now = now;
  }

  void look(int where, Entry each) {
    double share = each.left(now);
    if (share > left) {
      take(where, each);
      left = share;
      alike = 1;
      soonest = share > 0 ? 0 : each.untilFull(now);
    } else if (share == left && share > 0) {
      alike++;
      if (ThreadLocalRandom.current().nextInt(alike) == 0) {
        take(where, each);
      }
    } else if (share == 0 && left == 0 && each.untilFull(now) < soonest) {
      take(where, each);
      soonest = each.untilFull(now);
    }
  }

  private void take(int where, Entry each) {
    place = where;
    entry = each;
  }

  /** Negative: none was looked at. */
  int place() {
    return place;
  }

  @Nullable Entry entry() {
    return entry;
  }

  /** Whether nothing of it was used, so that nobody notices. */
  boolean isIdle() {
    return left >= 1;
  }

  boolean isOver() {
    return left == 0;
  }
}
