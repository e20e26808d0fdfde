package dev.sluice.dataplane.upstream;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.XnioExecutor;

/**
 * The deadlines of one I/O thread (Varghese and Lauck's hashed wheel). Scheduling and cancelling
 * cost a few list operations and no lock; XNIO's own timers, a sorted set under a lock, are asked
 * only for the next slot that holds anything.
 *
 * <p>A timer never runs early, and late by a tick or two. Used on its thread only.
 */
final class TimingWheel {
  static final long TICK_MILLIS = 10;
  private static final long TICK_NANOS = TICK_MILLIS * 1_000_000;
  private static final int SLOTS = 1_024;
  private static final int MASK = SLOTS - 1;
  private static final Logger LOG = LoggerFactory.getLogger(TimingWheel.class);

  private final XnioExecutor executor;
  private final LongSupplier nanoClock;
  private final long startNanos;
  private final @Nullable Timer[] slots = new @Nullable Timer[SLOTS];
  private final long[] occupied = new long[SLOTS / Long.SIZE];
  private final ArrayDeque<Timer> due = new ArrayDeque<>();
  private long doneTick;
  private int size;
  private XnioExecutor.@Nullable Key alarm;
  private long alarmTick;

  TimingWheel(XnioExecutor executor, LongSupplier nanoClock) {
    this.executor = executor;
    this.nanoClock = nanoClock;
    startNanos = nanoClock.getAsLong();
  }

  /** How many are scheduled. */
  int size() {
    return size;
  }

  private long tick() {
    return (nanoClock.getAsLong() - startNanos) / TICK_NANOS;
  }

  /** Replaces an earlier schedule of the same timer. */
  void schedule(Timer timer, long millis) {
    cancel(timer);
    // One more, because the current tick has begun already.
    insert(timer, tick() + (Math.max(millis, 0) + TICK_MILLIS - 1) / TICK_MILLIS + 1);
  }

  /**
   * The same for who has read the clock already.
   *
   * @param atNanos on the wheel's clock; not long ago at the earliest
   */
  void scheduleAt(Timer timer, long atNanos) {
    cancel(timer);
    insert(timer, Math.max(doneTick + 1, (atNanos - startNanos) / TICK_NANOS + 1));
  }

  private void insert(Timer timer, long tick) {
    timer.deadlineTick = tick;
    timer.scheduled = true;
    int slot = (int) (timer.deadlineTick & MASK);
    Timer head = slots[slot];
    timer.next = head;
    if (head != null) {
      head.previous = timer;
    }
    slots[slot] = timer;
    occupied[slot >> 6] |= 1L << slot;
    size++;
    if (alarm == null || timer.deadlineTick < alarmTick) {
      setAlarm(timer.deadlineTick);
    }
  }

  void cancel(Timer timer) {
    if (!timer.scheduled) {
      return;
    }
    timer.scheduled = false;
    int slot = (int) (timer.deadlineTick & MASK);
    if (timer.previous == null && slots[slot] != timer) {
      // Among those that are due. If it is scheduled again before its turn it must not run now.
      due.remove(timer);
      return;
    }
    unlink(timer, slot);
  }

  private void unlink(Timer timer, int slot) {
    Timer before = timer.previous;
    Timer after = timer.next;
    if (before != null) {
      before.next = after;
    } else {
      slots[slot] = after;
      if (after == null) {
        occupied[slot >> 6] &= ~(1L << slot);
      }
    }
    if (after != null) {
      after.previous = before;
    }
    timer.previous = null;
    timer.next = null;
    size--;
  }

  private void setAlarm(long tick) {
    if (alarm != null) {
      alarm.remove();
    }
    long delayNanos = startNanos + tick * TICK_NANOS - nanoClock.getAsLong();
    long delayMillis = Math.max(1, (delayNanos + 999_999) / 1_000_000);
    alarm = executor.executeAfter(this::ring, delayMillis, TimeUnit.MILLISECONDS);
    alarmTick = tick;
  }

  private void ring() {
    alarm = null;
    long now = tick();
    long from = Math.max(doneTick + 1, now - MASK);
    for (long tick = from; tick <= now; tick++) {
      collect((int) (tick & MASK), now);
    }
    doneTick = now;
    for (Timer timer = due.poll(); timer != null; timer = due.poll()) {
      if (timer.scheduled) {
        timer.scheduled = false;
        runSafely(timer);
      }
    }
    if (size > 0) {
      long next = nextOccupied(now);
      if (alarm == null || next < alarmTick) {
        setAlarm(next);
      }
    }
  }

  private void collect(int slot, long now) {
    Timer timer = slots[slot];
    while (timer != null) {
      Timer after = timer.next;
      if (timer.deadlineTick <= now) {
        unlink(timer, slot);
        due.add(timer);
      }
      timer = after;
    }
  }

  private static void runSafely(Timer timer) {
    try {
      timer.run();
    } catch (RuntimeException | Error e) {
      LOG.error("a timer failed", e);
    }
  }

  /** Where the next timer may be; it may also be one of a later turn, which costs one more look. */
  private long nextOccupied(long now) {
    for (int i = 1; i <= SLOTS; i++) {
      long tick = now + i;
      int slot = (int) (tick & MASK);
      if (occupied[slot >> 6] == 0) {
        // Nothing in this word: go to its last slot.
        i += 63 - (slot & 63);
      } else if ((occupied[slot >> 6] & (1L << slot)) != 0) {
        return tick;
      }
    }
    throw new IllegalStateException("no timer in " + Arrays.toString(occupied));
  }
}
