package dev.sluice.dataplane.upstream;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one endpoint: a pool for each I/O thread, and one limit for all of them. May
 * be used from any thread.
 *
 * <p>A pool that has to wait for the limit announces that in {@link #pending()} before it looks
 * once more; a pool that gives a connection up looks there after it has done so. One of them always
 * sees the other, and no waiter is forgotten.
 */
final class EndpointConnections {
  private final UpstreamEndpoint endpoint;
  private final AtomicInteger slots = new AtomicInteger();
  private final AtomicInteger pending = new AtomicInteger();
  private final LongAdder connects = new LongAdder();
  private final LongAdder connectFailures = new LongAdder();
  private volatile @Nullable EndpointPool[] pools = new @Nullable EndpointPool[0];

  EndpointConnections(UpstreamEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  EndpointPool pool(IoLoop loop) {
    @Nullable EndpointPool[] known = pools;
    if (loop.index() < known.length) {
      EndpointPool pool = known[loop.index()];
      if (pool != null) {
        return pool;
      }
    }
    return createPool(loop);
  }

  private synchronized EndpointPool createPool(IoLoop loop) {
    @Nullable EndpointPool[] copy = Arrays.copyOf(pools, Math.max(pools.length, loop.index() + 1));
    EndpointPool pool = new EndpointPool(endpoint, loop);
    copy[loop.index()] = pool;
    pools = copy;
    return pool;
  }

  /** Takes the right to open one connection. */
  boolean takeSlot() {
    int max = endpoint.policy().maxPerEndpoint();
    int taken = slots.get();
    while (taken < max) {
      if (slots.compareAndSet(taken, taken + 1)) {
        return true;
      }
      taken = slots.get();
    }
    return false;
  }

  /** Whether there are more connections than there may be now. */
  boolean overfull() {
    return slots.get() > endpoint.policy().maxPerEndpoint();
  }

  /** There may be more connections than before, or fewer. */
  void limitChanged() {
    for (EndpointPool pool : pools) {
      if (pool != null) {
        pool.limitChanged();
      }
    }
  }

  void returnSlot() {
    slots.decrementAndGet();
    if (pending.get() > 0) {
      callLongestWaiting();
    }
  }

  AtomicInteger pending() {
    return pending;
  }

  private void callLongestWaiting() {
    EndpointPool longest = longestWaiting();
    if (longest != null) {
      longest.call();
    }
  }

  /** The pool with the oldest waiter, if any waits. */
  @Nullable EndpointPool longestWaiting() {
    EndpointPool longest = null;
    long now = System.nanoTime();
    long age = -1;
    for (EndpointPool pool : pools) {
      if (pool != null && pool.hasWaiters() && now - pool.oldestSince() > age) {
        age = now - pool.oldestSince();
        longest = pool;
      }
    }
    return longest;
  }

  /** Asks another thread's pool to give up a connection that it does not need. */
  void reclaimIdle(EndpointPool asking) {
    for (EndpointPool pool : pools) {
      if (pool != null && pool != asking && pool.idleCount() > 0) {
        pool.yieldIdle();
        return;
      }
    }
  }

  /** The endpoint is no longer part of its backend. */
  void leave() {
    for (EndpointPool pool : pools) {
      if (pool != null) {
        pool.leave();
      }
    }
  }

  /** Idle connections that must not be used any more are closed. */
  void closeUnusable() {
    for (EndpointPool pool : pools) {
      if (pool != null) {
        pool.closeUnusable();
      }
    }
  }

  void connectSucceeded() {
    connects.increment();
  }

  void connectFailed() {
    connectFailures.increment();
  }

  /** How many are, or are being, opened. */
  int open() {
    return slots.get();
  }

  int idle() {
    int idle = 0;
    for (EndpointPool pool : pools) {
      if (pool != null) {
        idle += pool.idleCount();
      }
    }
    return idle;
  }

  /** How many came about since the endpoint joined. */
  long made() {
    return connects.sum();
  }

  long failed() {
    return connectFailures.sum();
  }
}
