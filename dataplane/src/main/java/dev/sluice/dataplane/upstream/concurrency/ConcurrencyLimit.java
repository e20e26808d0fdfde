package dev.sluice.dataplane.upstream.concurrency;

import dev.sluice.snapshot.Concurrency;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The slots of one backend, and one line for the requests of all I/O threads: who came first is
 * served first. May be used from any thread; takes no lock.
 *
 * <p>Whoever gives a slot back serves the line, and whoever joins the line does so once he stands
 * in it: one of them always sees the other, and nobody is forgotten.
 */
public final class ConcurrencyLimit {
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Queue<PlaceInLine> line = new ConcurrentLinkedQueue<>();
  private final LongAdder refused = new LongAdder();
  private volatile int longest;
  private volatile int fixed;
  private volatile @Nullable LatencyGradient gradient;

  /**
   * @param policy not unlimited
   */
  public ConcurrencyLimit(Concurrency policy) {
    policy(policy);
  }

  /** What is under way stays so, and what waits goes on waiting. */
  public void policy(Concurrency next) {
    switch (next) {
      case Concurrency.Unlimited unlimited ->
          throw new IllegalArgumentException("no limit needs no slots");
      case Concurrency.Limited(int max, int queue) -> {
        gradient = null;
        fixed = max;
        longest = queue;
      }
      case Concurrency.Adaptive(int min, int max, int queue) -> {
        LatencyGradient before = gradient;
        gradient = before == null ? new LatencyGradient(min, max) : before.within(min, max);
        longest = queue;
      }
    }
    serve();
  }

  /** There is no limit any more: whoever waits goes on. */
  public void lift() {
    gradient = null;
    fixed = Integer.MAX_VALUE;
    serve();
  }

  private int limit() {
    LatencyGradient adaptive = gradient;
    return adaptive == null ? fixed : adaptive.limit();
  }

  /** Takes a slot, unless there is none or others wait already. */
  public boolean tryEnter() {
    return waiting.get() == 0 && take();
  }

  private boolean take() {
    int taken = inFlight.get();
    while (taken < limit()) {
      if (inFlight.compareAndSet(taken, taken + 1)) {
        return true;
      }
      taken = inFlight.get();
    }
    return false;
  }

  /**
   * Joins the line.
   *
   * @param admitted called once, on any thread, maybe at once, when it has a slot
   * @return null if the line is full
   */
  public @Nullable PlaceInLine join(Runnable admitted) {
    int before = waiting.get();
    // Never counted for a moment without being let in: others would see a line where none is.
    while (before < longest && !waiting.compareAndSet(before, before + 1)) {
      before = waiting.get();
    }
    if (before >= longest) {
      refused.increment();
      return null;
    }
    PlaceInLine place = new PlaceInLine(this, admitted);
    line.add(place);
    serve();
    return place;
  }

  /** Gives a slot back. */
  public void leave() {
    inFlight.decrementAndGet();
    if (waiting.get() > 0) {
      serve();
    }
  }

  /** Does not wait any more. */
  void left(PlaceInLine place) {
    waiting.decrementAndGet();
    line.remove(place);
  }

  private void serve() {
    while (!line.isEmpty() && take()) {
      PlaceInLine next = line.poll();
      if (next != null && next.grant()) {
        waiting.decrementAndGet();
        next.admit();
      } else {
        inFlight.decrementAndGet();
      }
    }
  }

  /**
   * The head of an answer came.
   *
   * @param nanos since its request was sent on its way
   * @param now {@link System#nanoTime()}
   */
  public void answered(long nanos, long now) {
    LatencyGradient adaptive = gradient;
    if (adaptive != null && adaptive.sample(nanos, inFlight.get(), now)) {
      serve();
    }
  }

  public ConcurrencyView view() {
    return new ConcurrencyView(limit(), inFlight.get(), waiting.get(), refused.sum());
  }
}
