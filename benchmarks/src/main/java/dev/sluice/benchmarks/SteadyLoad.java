package dev.sluice.benchmarks;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * One run at a fixed rate: this thread starts requests when they are due, a second one reads the
 * answers. A request that finds all connections busy waits for the first that is free.
 */
final class SteadyLoad implements AutoCloseable {
  private static final int PR_SET_TIMERSLACK = 29;

  /** Answers that are still missing so long after the last start will not come. */
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  private final Selector selector = Selector.open();
  private final List<SteadyConnection> all = new ArrayList<>();
  private final ArrayDeque<SteadyConnection> free = new ArrayDeque<>();
  private final ArrayDeque<SteadyConnection.Due> waiting = new ArrayDeque<>();
  private final List<Call> calls;
  private final long[] latencies;
  private final long[] lateness;
  private int counted;
  private volatile int done;
  private volatile boolean stopped;

  /**
   * @param calls one after the other, and again
   */
  SteadyLoad(int port, List<Call> calls, int connections, int count) throws IOException {
    this.calls = List.copyOf(calls);
    latencies = new long[count];
    lateness = new long[count];
    for (int i = 0; i < connections; i++) {
      SteadyConnection connection = new SteadyConnection(port, selector);
      all.add(connection);
      free.add(connection);
    }
  }

  /** Of the requests that count. */
  long[] latencies() {
    return Arrays.copyOf(latencies, counted);
  }

  long[] lateness() {
    return lateness;
  }

  void run(long intervalNanos) throws Exception {
    wakeExactly();
    Thread reader = Thread.ofPlatform().daemon().start(this::read);
    long start = System.nanoTime() + 50_000_000;
    for (int i = 0; i < latencies.length; i++) {
      long due = start + i * intervalNanos;
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      lateness[i] = System.nanoTime() - due;
      begin(new SteadyConnection.Due(due, calls.get(i % calls.size())));
    }
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (done < latencies.length && System.nanoTime() < end) {
      LockSupport.parkNanos(1_000_000);
    }
    stopped = true;
    selector.wakeup();
    reader.join();
    if (done < latencies.length) {
      throw new IOException(latencies.length - done + " answers are missing");
    }
  }

  private void begin(SteadyConnection.Due due) throws IOException {
    SteadyConnection connection;
    synchronized (free) {
      connection = free.poll();
      if (connection == null) {
        waiting.add(due);
        return;
      }
    }
    connection.send(due);
  }

  private void read() {
    try {
      while (!stopped) {
        selector.select(key -> answered((SteadyConnection) key.attachment()));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void answered(SteadyConnection connection) {
    try {
      if (!connection.read()) {
        return;
      }
      int before = done;
      SteadyConnection.Due answered = connection.due();
      if (answered.call().counted()) {
        latencies[counted++] = System.nanoTime() - answered.nanos();
      }
      SteadyConnection.Due next;
      synchronized (free) {
        next = waiting.poll();
        if (next == null) {
          free.add(connection);
        }
      }
      if (next != null) {
        connection.send(next);
      }
      done = before + 1;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The kernel may wake a thread 50 microseconds late, unless the thread asks for less. */
  private static void wakeExactly() {
    Linker linker = Linker.nativeLinker();
    linker
        .defaultLookup()
        .find("prctl")
        .ifPresent(
            symbol -> {
              var prctl =
                  linker.downcallHandle(
                      symbol,
                      FunctionDescriptor.of(
                          ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG),
                      Linker.Option.firstVariadicArg(1));
              try {
                int ignored = (int) prctl.invokeExact(PR_SET_TIMERSLACK, 1L);
              } catch (Throwable e) {
                throw new IllegalStateException(e);
              }
            });
  }

  @Override
  public void close() throws IOException {
    for (SteadyConnection connection : all) {
      connection.close();
    }
    selector.close();
  }
}
