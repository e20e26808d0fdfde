package dev.sluice.dataplane.upstream;

import dev.sluice.snapshot.ObjectKey;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * The copies under way to one backend, and what became of the others. May be used from any thread.
 * The bound is on memory too: each copy holds a head and at most {@link #MAX_BODY} bytes.
 */
final class MirrorBudget {
  static final int MAX_BODY = 64 * 1024;
  static final int MAX_UNDER_WAY = 128;

  private final AtomicInteger underWay = new AtomicInteger();
  private final LongAdder answered = new LongAdder();
  private final Map<MirrorDrop, LongAdder> dropped = new EnumMap<>(MirrorDrop.class);

  MirrorBudget() {
    for (MirrorDrop reason : MirrorDrop.values()) {
      dropped.put(reason, new LongAdder());
    }
  }

  /** Whether there may be one more; then it ends with {@link #answered} or {@link #ended}. */
  boolean admit() {
    if (underWay.incrementAndGet() > MAX_UNDER_WAY) {
      underWay.decrementAndGet();
      drop(MirrorDrop.OVERLOAD);
      return false;
    }
    return true;
  }

  void answered() {
    underWay.decrementAndGet();
    answered.increment();
  }

  void ended(MirrorDrop reason) {
    underWay.decrementAndGet();
    drop(reason);
  }

  /** Of a copy that was never admitted. */
  void drop(MirrorDrop reason) {
    LongAdder count = dropped.get(reason);
    if (count != null) {
      count.increment();
    }
  }

  MirrorView view(ObjectKey backend) {
    Map<MirrorDrop, Long> drops = new EnumMap<>(MirrorDrop.class);
    dropped.forEach((reason, count) -> drops.put(reason, count.sum()));
    return new MirrorView(backend, answered.sum(), drops);
  }
}
