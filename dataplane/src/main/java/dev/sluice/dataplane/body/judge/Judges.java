package dev.sluice.dataplane.body.judge;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that judge bodies which take too long for an I/O thread. Schemas take turns: whoever
 * waits for one that is quick waits for one body of each that is slow, and never for all of them.
 * How many wait is bounded by the memory for bodies.
 */
public final class Judges implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Judges.class);

  private final int threads;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Map<Object, Deque<Runnable>> waiting = new HashMap<>();
  private final Deque<Object> turns = new ArrayDeque<>();
  private int started;
  private int idle;
  private int count;
  private boolean closed;

  Judges(int threads) {
    this.threads = threads;
  }

  /**
   * @param of whose turn it is; alike for those that share a turn
   */
  public void judge(Object of, Runnable task) {
    lock.lock();
    try {
      Deque<Runnable> queue = waiting.get(of);
      if (queue == null) {
        queue = new ArrayDeque<>();
        waiting.put(of, queue);
        turns.add(of);
      }
      queue.add(task);
      count++;
      if (idle == 0 && started < threads) {
        started++;
        Thread.ofPlatform().daemon().name("judge-" + started).start(this::work);
      }
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  public int waiting() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    for (Runnable task = next(); task != null; task = next()) {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        log.error("a body could not be judged", e);
      }
    }
  }

  /** Waits for one; null if there never will be. */
  private @Nullable Runnable next() {
    lock.lock();
    try {
      while (turns.isEmpty() && !closed) {
        idle++;
        work.awaitUninterruptibly();
        idle--;
      }
      if (closed) {
        return null;
      }
      Object turn = turns.remove();
      Deque<Runnable> queue = waiting.get(turn);
      if (queue == null) {
        throw new IllegalStateException("whoever has a turn has work");
      }
      Runnable task = queue.remove();
      count--;
      if (queue.isEmpty()) {
        waiting.remove(turn);
      } else {
        turns.add(turn);
      }
      return task;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      work.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
