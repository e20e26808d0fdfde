package dev.sluice.collect;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Does something again and again on a thread of its own: each second while it succeeds, and less
 * and less often, down to twice a minute, while it fails.
 */
final class Rounds implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** One round. */
  interface Round {
    /**
     * Whether it succeeded.
     *
     * @param rounds to {@link #pause} in
     */
    boolean run(Rounds rounds) throws InterruptedException;
  }

  private final Round round;
  private final Thread thread;

  /**
   * @param name of the thread
   */
  Rounds(String name, Round round) {
    this.round = round;
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    Duration pause = PAUSE;
    try {
      while (true) {
        pause(pause);
        pause = round.run(this) ? PAUSE : longer(pause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  /** For the thread of the rounds, which does nothing else. */
  void pause(Duration duration) throws InterruptedException {
    synchronized (thread) {
      long end = System.nanoTime() + duration.toNanos();
      for (long left = duration.toNanos(); left > 0; left = end - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(thread, left);
      }
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
