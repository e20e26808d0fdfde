package dev.sluice.dataplane.auth.external;

import java.util.concurrent.atomic.LongAdder;

/** How asking one service goes, since the provider is there. */
public final class ExternalFigures {
  private final LongAdder passed = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder unavailable = new LongAdder();
  private final LongAdder abandoned = new LongAdder();
  private final LongAdder shared = new LongAdder();
  private final LongAdder held = new LongAdder();
  private final LongAdder opened = new LongAdder();
  private final LongAdder nanos = new LongAdder();

  void answered(Judgement.Kind kind, long took) {
    (switch (kind) {
          case PASSED -> passed;
          case REFUSED -> refused;
          case UNAVAILABLE -> unavailable;
        })
        .increment();
    nanos.add(took);
  }

  /** All clients that wanted to know went away. */
  void abandonedOne() {
    abandoned.increment();
  }

  /** A request waited for the question of another. */
  void sharedOne() {
    shared.increment();
  }

  /** An earlier answer held. */
  void heldOne() {
    held.increment();
  }

  /** A request passed without a name because nobody answered. */
  void openedOne() {
    opened.increment();
  }

  public long passed() {
    return passed.sum();
  }

  public long refused() {
    return refused.sum();
  }

  public long unavailable() {
    return unavailable.sum();
  }

  public long abandoned() {
    return abandoned.sum();
  }

  public long shared() {
    return shared.sum();
  }

  public long held() {
    return held.sum();
  }

  public long opened() {
    return opened.sum();
  }

  /** Of all questions that came to an end. */
  public double seconds() {
    return nanos.sum() / 1e9;
  }
}
