package dev.sluice.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.xnio.XnioExecutor;

final class TimingWheelTest {
  private long nanos = 12_345_678;
  private int alarmsSet;
  private @Nullable Alarm alarm;
  private final TimingWheel wheel = new TimingWheel(executor(), () -> nanos);

  private final class Alarm implements XnioExecutor.Key {
    private final Runnable command;
    private final long at;

    Alarm(Runnable command, long at) {
      this.command = command;
      this.at = at;
    }

    @Override
    public boolean remove() {
      boolean pending = alarm == this;
      alarm = null;
      return pending;
    }
  }

  private XnioExecutor executor() {
    return new XnioExecutor() {
      @Override
      public void execute(Runnable command) {
        throw new UnsupportedOperationException();
      }

      @Override
      public Key executeAfter(Runnable command, long time, TimeUnit unit) {
        assertThat(alarm).as("one alarm at a time").isNull();
        alarmsSet++;
        Alarm set = new Alarm(command, nanos + unit.toNanos(time));
        alarm = set;
        return set;
      }

      @Override
      public Key executeAtInterval(Runnable command, long time, TimeUnit unit) {
        throw new UnsupportedOperationException();
      }
    };
  }

  private void runUntil(long end) {
    Alarm next = alarm;
    while (next != null && next.at <= end) {
      nanos = Math.max(nanos, next.at);
      alarm = null;
      next.command.run();
      next = alarm;
    }
    nanos = end;
  }

  @Test
  void timersRunInTimeAndNeverEarly() {
    Random random = new Random(42);
    long begin = nanos;
    List<Long> early = new ArrayList<>();
    List<Long> late = new ArrayList<>();
    int[] ran = new int[1];
    for (int i = 0; i < 2_000; i++) {
      long millis = random.nextInt(60_000);
      long due = begin + millis * 1_000_000;
      wheel.schedule(
          new Timer(
              () -> {
                ran[0]++;
                if (nanos < due) {
                  early.add(due - nanos);
                }
                if (nanos - due > 3 * TimingWheel.TICK_MILLIS * 1_000_000) {
                  late.add(nanos - due);
                }
              }),
          millis);
    }
    runUntil(begin + 61_000L * 1_000_000);
    assertThat(ran[0]).isEqualTo(2_000);
    assertThat(early).isEmpty();
    assertThat(late).isEmpty();
    assertThat(alarm).as("an empty wheel sleeps").isNull();
  }

  @Test
  void aCancelledTimerDoesNotRunAndTheRestDo() {
    List<Integer> ran = new ArrayList<>();
    List<Timer> timers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      int number = i;
      Timer timer = new Timer(() -> ran.add(number));
      timers.add(timer);
      wheel.schedule(timer, 100 + i % 3);
    }
    for (int i = 0; i < 100; i += 2) {
      wheel.cancel(timers.get(i));
      wheel.cancel(timers.get(i));
    }
    runUntil(nanos + 1_000_000_000);
    assertThat(ran).hasSize(50).allMatch(number -> number % 2 == 1);
  }

  @Test
  void oneTimerMayCancelAnotherOfTheSameMoment() {
    List<String> ran = new ArrayList<>();
    Timer[] both = new Timer[2];
    both[0] =
        new Timer(
            () -> {
              ran.add("first");
              wheel.cancel(both[1]);
            });
    both[1] =
        new Timer(
            () -> {
              ran.add("second");
              wheel.cancel(both[0]);
            });
    wheel.schedule(both[0], 50);
    wheel.schedule(both[1], 50);
    runUntil(nanos + 1_000_000_000);
    assertThat(ran).hasSize(1);
  }

  @Test
  void whatAnotherOfTheSameMomentSchedulesAgainWaitsForItsNewTime() {
    List<Long> second = new ArrayList<>();
    Timer[] both = new Timer[2];
    boolean[] moved = new boolean[1];
    for (int i = 0; i < 2; i++) {
      int other = 1 - i;
      both[i] =
          new Timer(
              () -> {
                if (moved[0]) {
                  second.add(nanos);
                } else {
                  moved[0] = true;
                  wheel.schedule(both[other], 500);
                }
              });
    }
    wheel.schedule(both[0], 50);
    wheel.schedule(both[1], 50);
    long begin = nanos;
    runUntil(begin + 300_000_000);
    assertThat(moved[0]).isTrue();
    assertThat(second).isEmpty();
    runUntil(begin + 2_000_000_000);
    assertThat(second).hasSize(1);
    assertThat(alarm).isNull();
  }

  @Test
  void aTimerCanScheduleItselfAgainAndMoveItsDeadline() {
    int[] ran = new int[1];
    Timer[] self = new Timer[1];
    self[0] =
        new Timer(
            () -> {
              if (++ran[0] < 5) {
                wheel.schedule(self[0], 100);
              }
            });
    wheel.schedule(self[0], 100);
    wheel.schedule(self[0], 200);
    runUntil(nanos + 150_000_000);
    assertThat(ran[0]).isZero();
    runUntil(nanos + 2_000_000_000);
    assertThat(ran[0]).isEqualTo(5);
  }

  @Test
  void manyShortLivedDeadlinesSetHardlyAnyAlarm() {
    for (int i = 0; i < 10_000; i++) {
      Timer timer = new Timer(() -> {});
      wheel.schedule(timer, 60_000);
      runUntil(nanos + 100_000);
      wheel.cancel(timer);
    }
    assertThat(alarmsSet).isLessThan(5);
  }
}
