package dev.sluice.snapshot;

/** How many requests a backend gets at a time from one data plane. */
public sealed interface Concurrency extends BackendPart {
  Concurrency UNLIMITED = new Unlimited();

  /** As many as there are. */
  record Unlimited() implements Concurrency {}

  /**
   * @param max 1 or more
   * @param queue so many more wait, the next is refused; 0 or more
   */
  record Limited(int max, int queue) implements Concurrency {}

  /**
   * The limit follows the latency: while answers take as long as ever it grows, when they take
   * longer it shrinks.
   *
   * @param min 1 or more
   * @param max not below min
   * @param queue as in {@link Limited}
   */
  record Adaptive(int min, int max, int queue) implements Concurrency {}
}
