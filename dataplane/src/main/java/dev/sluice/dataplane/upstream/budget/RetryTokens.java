package dev.sluice.dataplane.upstream.budget;

import dev.sluice.snapshot.RetryBudget;
import java.util.concurrent.atomic.LongAdder;

/**
 * The budget of one backend. Of the requests of the last second a share may be made once more, but
 * always a few; whichever is more. A backend that fails altogether gets that much more to do, and
 * never a multiple.
 *
 * <p>May be used from any thread; takes no lock. Times are {@link System#nanoTime()}.
 */
public final class RetryTokens {
  private static final int ALL = 100;

  private final WindowedCount requests = new WindowedCount();
  private final WindowedCount extra = new WindowedCount();
  private final LongAdder taken = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private volatile RetryBudget policy;

  public RetryTokens(RetryBudget policy) {
    this.policy = policy;
  }

  /** What was counted stays. */
  public void policy(RetryBudget next) {
    policy = next;
  }

  /** A request came; its extra tries do not count as such. */
  public void requested(long nanos) {
    requests.add(WindowedCount.step(nanos), 1);
  }

  /** Whether there may be an extra try; then it is counted. */
  public boolean take(long nanos) {
    long step = WindowedCount.step(nanos);
    RetryBudget allowed = policy;
    // First counted, then looked: of two at once one may be refused too many, never too few.
    extra.add(step, 1);
    long most = Math.max(allowed.minPerSecond(), requests.sum(step) * allowed.percent() / ALL);
    if (extra.sum(step) > most) {
      extra.add(step, -1);
      refused.increment();
      return false;
    }
    taken.increment();
    return true;
  }

  public BudgetView view() {
    return new BudgetView(taken.sum(), refused.sum());
  }
}
