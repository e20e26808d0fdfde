package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.reply.FailureKind;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one endpoint that live on one I/O thread. The one used last is used next, so
 * that what is not needed grows old and is closed.
 *
 * <p>Used on its thread only, but for {@link #idleCount}, {@link #hasWaiters}, {@link #oldestSince}
 * and the calls that hop to it: {@link #call}, {@link #limitChanged}, {@link #yieldIdle}, {@link
 * #closeUnusable}, {@link #leave}.
 */
final class EndpointPool {
  /** So much longer must a waiter of another thread have waited to be served before our own. */
  private static final long FAIRNESS_NANOS = 50_000_000;

  private final UpstreamEndpoint endpoint;
  private final IoLoop loop;
  private final ArrayDeque<UpstreamConnection> idle = new ArrayDeque<>();
  private final ArrayDeque<ConnectionWaiter> waiters = new ArrayDeque<>();
  private final AtomicInteger idleCount = new AtomicInteger();
  private volatile boolean waiting;
  private volatile long oldestSince;

  EndpointPool(UpstreamEndpoint endpoint, IoLoop loop) {
    this.endpoint = endpoint;
    this.loop = loop;
  }

  UpstreamEndpoint endpoint() {
    return endpoint;
  }

  IoLoop loop() {
    return loop;
  }

  int idleCount() {
    return idleCount.get();
  }

  boolean hasWaiters() {
    return waiting;
  }

  long oldestSince() {
    return oldestSince;
  }

  /**
   * Calls the waiter back, now or later.
   *
   * @param fresh wants a new connection, because a pooled one has just failed
   */
  void acquire(ConnectionWaiter waiter, boolean fresh) {
    UpstreamConnection connection = fresh ? null : takeIdle();
    if (connection != null) {
      waiter.connected(connection, true);
    } else if (endpoint.connections().takeSlot()) {
      connect(waiter);
    } else if (fresh && closeOneIdle() && endpoint.connections().takeSlot()) {
      connect(waiter);
    } else {
      enqueue(waiter);
    }
  }

  private @Nullable UpstreamConnection takeIdle() {
    for (UpstreamConnection c = idle.pollLast(); c != null; c = idle.pollLast()) {
      idleCount.lazySet(idle.size());
      if (c.usable()) {
        return c;
      }
      c.close();
    }
    return null;
  }

  private boolean closeOneIdle() {
    UpstreamConnection connection = idle.pollFirst();
    if (connection == null) {
      return false;
    }
    idleCount.set(idle.size());
    connection.close();
    return true;
  }

  private void connect(ConnectionWaiter waiter) {
    new Connect(this, waiter).start();
  }

  private void enqueue(ConnectionWaiter waiter) {
    if (!endpoint.upstream().admitPending()) {
      waiter.notConnected(
          FailureKind.UPSTREAM_OVERFLOW,
          endpoint
              + ": all "
              + endpoint.policy().maxPerEndpoint()
              + " connections busy and "
              + endpoint.policy().maxPending()
              + " requests waiting");
      return;
    }
    waiters.addLast(waiter);
    announce();
    endpoint.connections().pending().incrementAndGet();
    // What was given up a moment ago did not see this waiter.
    endpoint.connections().reclaimIdle(this);
    serve();
  }

  private void announce() {
    ConnectionWaiter oldest = waiters.peekFirst();
    if (oldest != null) {
      oldestSince = oldest.waitingSince();
    }
    waiting = oldest != null;
  }

  private @Nullable ConnectionWaiter nextWaiter() {
    ConnectionWaiter waiter = waiters.pollFirst();
    while (waiter != null) {
      left();
      if (!waiter.cancelled()) {
        return waiter;
      }
      waiter = waiters.pollFirst();
    }
    return null;
  }

  private void left() {
    announce();
    endpoint.connections().pending().decrementAndGet();
    endpoint.upstream().pendingLeft();
  }

  /** The request is over before it got a connection. */
  void cancel(ConnectionWaiter waiter) {
    if (waiters.remove(waiter)) {
      left();
    }
  }

  private void serve() {
    while (!waiters.isEmpty() && endpoint.connections().takeSlot()) {
      ConnectionWaiter waiter = nextWaiter();
      if (waiter == null) {
        endpoint.connections().returnSlot();
        return;
      }
      connect(waiter);
    }
  }

  /** A slot may be free. From any thread. */
  void call() {
    loop.thread().execute(this::serve);
  }

  /** As {@link EndpointConnections#limitChanged}. From any thread. */
  void limitChanged() {
    loop.thread()
        .execute(
            () -> {
              while (endpoint.connections().overfull() && closeOneIdle()) {
                // until none is too many
              }
              serve();
            });
  }

  /** Another pool waits while this one holds connections idle. From any thread. */
  void yieldIdle() {
    loop.thread()
        .execute(
            () -> {
              if (endpoint.connections().pending().get() > 0) {
                closeOneIdle();
              }
            });
  }

  /** A connection has ended its request and can take another. */
  void release(UpstreamConnection connection) {
    if (endpoint.left() || !connection.usable() || endpoint.connections().overfull()) {
      connection.close();
      return;
    }
    if (endpoint.connections().pending().get() > 0 && hand(connection)) {
      return;
    }
    connection.rest();
    idle.addLast(connection);
    idleCount.set(idle.size());
    if (endpoint.connections().pending().get() > 0) {
      // Someone began to wait in between: either he saw this one idle, or we see him.
      yieldIdle();
    }
  }

  /** Gives it to a waiter: to ours, unless another thread's has waited much longer. */
  private boolean hand(UpstreamConnection connection) {
    EndpointPool longest = endpoint.connections().longestWaiting();
    boolean ours = !waiters.isEmpty();
    if (longest != null
        && longest != this
        && (!ours || oldestSince - longest.oldestSince() > FAIRNESS_NANOS)) {
      connection.close(); // which calls him
      return true;
    }
    ConnectionWaiter waiter = nextWaiter();
    if (waiter == null) {
      return false;
    }
    waiter.connected(connection, true);
    return true;
  }

  /** A connection is closed, whatever it did. */
  void closed(UpstreamConnection connection) {
    if (idle.remove(connection)) {
      idleCount.set(idle.size());
    }
    endpoint.connections().returnSlot();
  }

  /** The endpoint is no longer part of the backend. From any thread. */
  void leave() {
    loop.thread().execute(this::leaveNow);
  }

  /** Settings have changed under which connections were made. From any thread. */
  void closeUnusable() {
    loop.thread()
        .execute(
            () -> {
              for (UpstreamConnection connection : List.copyOf(idle)) {
                if (!connection.usable()) {
                  connection.close();
                }
              }
            });
  }

  private void leaveNow() {
    while (closeOneIdle()) {
      // until none is left
    }
    for (ConnectionWaiter waiter = nextWaiter(); waiter != null; waiter = nextWaiter()) {
      waiter.endpointLeft();
    }
  }
}
