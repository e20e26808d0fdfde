package dev.sluice.dataplane.dns;

import java.util.concurrent.atomic.LongAdder;

/** How the look-ups of one name went. From any thread. */
public final class NameFigures {
  private final LongAdder found = new LongAdder();
  private final LongAdder none = new LongAdder();
  private final LongAdder forbidden = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private volatile boolean stale;

  void count(NameAnswer answer) {
    switch (answer) {
      case NameAnswer.Found f -> found.increment();
      case NameAnswer.None n -> none.increment();
      case NameAnswer.Forbidden f -> forbidden.increment();
      case NameAnswer.Failed f -> failed.increment();
    }
  }

  void stale(boolean value) {
    stale = value;
  }

  public long found() {
    return found.sum();
  }

  public long none() {
    return none.sum();
  }

  public long forbidden() {
    return forbidden.sum();
  }

  public long failed() {
    return failed.sum();
  }

  /** Whether an old answer is used because no new one comes. */
  public boolean stale() {
    return stale;
  }
}
