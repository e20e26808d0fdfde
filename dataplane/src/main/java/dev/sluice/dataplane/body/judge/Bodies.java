package dev.sluice.dataplane.body.judge;

import java.util.concurrent.atomic.LongAdder;

/** What all bodies of one data plane share; outlives snapshots. */
public final class Bodies implements AutoCloseable {
  /** Of all bodies that are collected at a time. */
  private static final long MAX_HELD = 64L << 20;

  private final BodyMemory memory;
  private final Judges judges;
  private final LongAdder good = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder costly = new LongAdder();

  /** At most an eighth of the heap waits in bodies. */
  public Bodies() {
    this(
        Math.min(MAX_HELD, Runtime.getRuntime().maxMemory() / 8),
        Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
  }

  /**
   * @param maxHeld bytes
   * @param threads that judge large bodies
   */
  Bodies(long maxHeld, int threads) {
    this.memory = new BodyMemory(maxHeld);
    this.judges = new Judges(threads);
  }

  public BodyMemory memory() {
    return memory;
  }

  public Judges judges() {
    return judges;
  }

  public void judged(Verdict verdict) {
    switch (verdict) {
      case Verdict.Good ok -> good.increment();
      case Verdict.Bad bad -> refused.increment();
      case Verdict.Malformed malformed -> refused.increment();
      case Verdict.Costly tooMuch -> costly.increment();
    }
  }

  /** As of now. */
  public BodyFigures figures() {
    return new BodyFigures(
        memory.held(), judges.waiting(), good.sum(), refused.sum(), costly.sum());
  }

  @Override
  public void close() {
    judges.close();
  }
}
