package dev.sluice.dataplane.upstream.health;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Time that stands still until it is told to go on. Checks run at once, on the calling thread. */
final class ManualTimer implements HealthTimer {
  private record Task(long at, long order, Runnable action) {}

  private final List<Task> tasks = new ArrayList<>();
  private final CheckTurns turns;
  private long millis;
  private long order;

  ManualTimer() {
    this(1_000_000);
  }

  /**
   * @param checksPerSecond as many as may begin
   */
  ManualTimer(int checksPerSecond) {
    turns = new CheckTurns(checksPerSecond, 0);
  }

  @Override
  public long nanos() {
    return millis * 1_000_000;
  }

  @Override
  public Instant now() {
    return Instant.EPOCH.plusMillis(millis);
  }

  @Override
  public Pending after(long delay, Runnable action) {
    Task task = new Task(millis + delay, order++, action);
    tasks.add(task);
    return () -> tasks.remove(task);
  }

  @Override
  public long turnMillis() {
    return turns.takeMillis(nanos());
  }

  @Override
  public void start(Runnable blocking) {
    blocking.run();
  }

  /** In the middle: nothing wanders. */
  @Override
  public double chance() {
    return 0.5;
  }

  void advance(long by) {
    long until = millis + by;
    while (true) {
      Task next =
          tasks.stream()
              .filter(task -> task.at <= until)
              .min(Comparator.comparingLong(Task::at).thenComparingLong(Task::order))
              .orElse(null);
      if (next == null) {
        millis = until;
        return;
      }
      tasks.remove(next);
      millis = next.at;
      next.action.run();
    }
  }

  @Override
  public void close() {
    tasks.clear();
  }
}
