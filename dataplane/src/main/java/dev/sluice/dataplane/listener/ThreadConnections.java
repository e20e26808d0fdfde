package dev.sluice.dataplane.listener;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;

/**
 * The accepted connections of one listener on one I/O thread. Looks after stalled ones now and then
 * instead of setting a timer on every read and write.
 */
final class ThreadConnections {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadConnections.class);
  private static final long SWEEP_SECONDS = 5;
  private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final XnioIoThread thread;
  private final AtomicInteger open;
  private final LongAdder refusals;
  private @Nullable AcceptedConnection first;
  private boolean sweeping;
  private boolean told;
  private long toldNanos;

  ThreadConnections(XnioIoThread thread, AtomicInteger open, LongAdder refusals) {
    this.thread = thread;
    this.open = open;
    this.refusals = refusals;
  }

  void add(AcceptedConnection connection) {
    AcceptedConnection second = first;
    connection.next = second;
    if (second != null) {
      second.previous = connection;
    }
    first = connection;
    open.incrementAndGet();
    if (!sweeping) {
      sweeping = true;
      thread.executeAfter(this::sweep, SWEEP_SECONDS, TimeUnit.SECONDS);
    }
  }

  void remove(AcceptedConnection connection) {
    AcceptedConnection before = connection.previous;
    AcceptedConnection after = connection.next;
    if (before != null) {
      before.next = after;
    } else if (first == connection) {
      first = after;
    } else {
      return;
    }
    if (after != null) {
      after.previous = before;
    }
    connection.previous = null;
    connection.next = null;
    open.decrementAndGet();
  }

  /** May be called from any thread. */
  void close(Predicate<AcceptedConnection> which) {
    thread.execute(() -> closeNow(which));
  }

  private void closeNow(Predicate<AcceptedConnection> which) {
    AcceptedConnection connection = first;
    while (connection != null) {
      AcceptedConnection after = connection.next;
      if (which.test(connection)) {
        IoUtils.safeClose(connection.connection());
      }
      connection = after;
    }
  }

  /** May be called from any thread. */
  void each(Consumer<AcceptedConnection> action) {
    thread.execute(
        () -> {
          for (AcceptedConnection connection = first;
              connection != null;
              connection = connection.next) {
            action.accept(connection);
          }
        });
  }

  private void sweep() {
    long now = System.nanoTime();
    closeNow(connection -> connection.stalled(now));
    sweeping = first != null;
    if (sweeping) {
      thread.executeAfter(this::sweep, SWEEP_SECONDS, TimeUnit.SECONDS);
    }
  }

  void refused(StreamConnection connection) {
    refusals.increment();
    // A client can send such requests faster than a console can be written; all are counted.
    long now = System.nanoTime();
    if (!told || now - toldNanos > TELL_NANOS) {
      told = true;
      toldNanos = now;
      LOG.info(
          "refused what {} sent: not a request that can be parsed ({} so far)",
          connection.getPeerAddress(),
          refusals.sum());
    }
  }
}
