package dev.sluice.dataplane.upstream.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.HandClock;
import dev.sluice.snapshot.BreakerFallback;
import dev.sluice.snapshot.CircuitBreaker.On;
import dev.sluice.snapshot.Timeout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class BreakerTest {
  private static final long FAST = 1_000_000;
  private static final On RATE =
      new On(50, 100, Timeout.NONE, 10, 10_000, 0, 5_000, 3, BreakerFallback.REFUSE);
  private static final On ROW =
      new On(100, 100, Timeout.NONE, 10_000, 10_000, 3, 5_000, 2, BreakerFallback.REFUSE);

  private final HandClock clock = new HandClock();
  private final List<Runnable> lines = new CopyOnWriteArrayList<>();

  private Breaker breaker(On policy) {
    return new Breaker("test/backend", policy, clock, lines::add);
  }

  @Test
  void theLogIsWrittenAsideOneLineForEachChange() {
    Breaker breaker = breaker(ROW);
    calls(breaker, 3, 503);
    assertThat(after(breaker)).isEqualTo(BreakerState.OPEN);
    assertThat(lines).hasSize(1);
    breaker.reset();
    assertThat(lines).hasSize(2);
  }

  private static BreakerCall admitted(Breaker breaker) {
    return Objects.requireNonNull(breaker.admit(), "refused");
  }

  private static void call(Breaker breaker, int status) {
    call(breaker, status, FAST);
  }

  private static void call(Breaker breaker, int status, long nanos) {
    BreakerCall call = admitted(breaker);
    call.answered(status, nanos);
    call.whole();
    call.ended();
  }

  private static void calls(Breaker breaker, int count, int status) {
    for (int i = 0; i < count; i++) {
      call(breaker, status);
    }
  }

  private static void refuses(Breaker breaker) {
    assertThat(breaker.admit()).isNull();
  }

  private static BreakerState after(Breaker breaker) {
    return breaker.view().state();
  }

  private Breaker halfOpen(On policy) {
    Breaker breaker = breaker(policy);
    calls(breaker, 10, 500);
    assertThat(after(breaker)).isEqualTo(BreakerState.OPEN);
    clock.forward(Duration.ofSeconds(5));
    return breaker;
  }

  @Test
  void tooManyFailuresOfEnoughCallsOpenIt() {
    Breaker breaker = breaker(RATE);
    calls(breaker, 5, 200);
    calls(breaker, 4, 500);
    assertThat(after(breaker)).isEqualTo(BreakerState.CLOSED);
    call(breaker, 503);
    assertThat(after(breaker)).isEqualTo(BreakerState.OPEN);
    refuses(breaker);
    assertThat(breaker.view().refused()).isEqualTo(1);
  }

  @Test
  void fewCallsSayNothingOfARate() {
    Breaker breaker = breaker(RATE);
    calls(breaker, 9, 500);
    assertThat(after(breaker)).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void whatIsOlderThanTheWindowIsForgotten() {
    Breaker breaker = breaker(RATE);
    calls(breaker, 9, 500);
    clock.forward(Duration.ofSeconds(11));
    calls(breaker, 9, 500);
    assertThat(after(breaker)).isEqualTo(BreakerState.CLOSED);
    assertThat(breaker.view().calls()).isEqualTo(9);
  }

  @Test
  void slowCallsOpenItThoughAllAreAnswered() {
    Breaker breaker =
        breaker(
            new On(
                100, 50, new Timeout.After(100), 4, 10_000, 0, 5_000, 1, BreakerFallback.REFUSE));
    call(breaker, 200, 50_000_000);
    call(breaker, 200, 50_000_000);
    call(breaker, 200, 150_000_000);
    assertThat(after(breaker)).isEqualTo(BreakerState.CLOSED);
    call(breaker, 200, 150_000_000);
    assertThat(after(breaker)).isEqualTo(BreakerState.OPEN);
    assertThat(breaker.view().slowCalls()).isEqualTo(2);
  }

  @Test
  void failuresInARowOpenItWhateverTheRates() {
    Breaker breaker = breaker(ROW);
    calls(breaker, 2, 500);
    call(breaker, 404);
    calls(breaker, 2, 500);
    assertThat(after(breaker)).isEqualTo(BreakerState.CLOSED);
    call(breaker, 500);
    assertThat(after(breaker)).isEqualTo(BreakerState.OPEN);
  }

  @Test
  void aCallWithoutAnAnswerAndAnAnswerThatBreaksOffAreFailures() {
    Breaker breaker = breaker(ROW);
    BreakerCall unanswered = admitted(breaker);
    unanswered.failed(FAST);
    unanswered.ended();
    for (int i = 0; i < 2; i++) {
      BreakerCall broken = admitted(breaker);
      broken.answered(200, FAST);
      broken.failed(FAST);
      broken.ended();
    }
    assertThat(after(breaker)).isEqualTo(BreakerState.OPEN);
    assertThat(breaker.view().failures()).isEqualTo(3);
    assertThat(breaker.view().calls()).isEqualTo(3);
  }

  @Test
  void whatIsGivenUpCountsForNothing() {
    Breaker breaker = breaker(ROW);
    calls(breaker, 2, 500);
    BreakerCall given = admitted(breaker);
    given.ended();
    BreakerCall inTheMiddle = admitted(breaker);
    inTheMiddle.answered(200, FAST);
    inTheMiddle.ended();
    assertThat(breaker.view().calls()).isEqualTo(2);
    assertThat(breaker.view().consecutiveFailures()).isEqualTo(2);
  }

  @Test
  void itStaysOpenForItsTimeAndSaysWhenToComeBack() {
    Breaker breaker = breaker(RATE);
    calls(breaker, 10, 500);
    assertThat(breaker.retryAfterSeconds()).isEqualTo(5);
    clock.forward(Duration.ofMillis(4_500));
    assertThat(breaker.retryAfterSeconds()).isEqualTo(1);
    refuses(breaker);
    clock.forward(Duration.ofMillis(499));
    refuses(breaker);
    clock.forward(Duration.ofMillis(1));
    assertThat(breaker.admit()).isNotNull();
    assertThat(breaker.retryAfterSeconds()).isEqualTo(1);
  }

  @Test
  void exactlySoManyTrialCallsAreAdmittedAndCloseIt() {
    Breaker breaker = halfOpen(RATE);
    List<BreakerCall> trials = List.of(admitted(breaker), admitted(breaker), admitted(breaker));
    refuses(breaker);
    for (BreakerCall trial : trials) {
      assertThat(after(breaker)).isEqualTo(BreakerState.HALF_OPEN);
      trial.answered(200, FAST);
    }
    assertThat(after(breaker)).isEqualTo(BreakerState.CLOSED);
    trials.forEach(
        trial -> {
          trial.whole();
          trial.ended();
        });
    assertThat(breaker.view().calls()).isZero();
    calls(breaker, 9, 500);
    assertThat(after(breaker)).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void failedTrialsOpenItAgainForTheWholeTime() {
    Breaker breaker = halfOpen(RATE);
    call(breaker, 500);
    assertThat(after(breaker)).isEqualTo(BreakerState.HALF_OPEN);
    call(breaker, 500);
    assertThat(after(breaker)).isEqualTo(BreakerState.OPEN);
    assertThat(breaker.retryAfterSeconds()).isEqualTo(5);
    clock.forward(Duration.ofSeconds(5));
    calls(breaker, 3, 200);
    assertThat(after(breaker)).isEqualTo(BreakerState.CLOSED);
    assertThat(breaker.view().transitions())
        .containsEntry(BreakerState.OPEN, 2L)
        .containsEntry(BreakerState.HALF_OPEN, 2L)
        .containsEntry(BreakerState.CLOSED, 1L);
  }

  @Test
  void aTrialThatIsGivenUpMakesRoomForAnother() {
    Breaker breaker = halfOpen(RATE);
    for (int i = 0; i < 20; i++) {
      admitted(breaker).ended();
    }
    calls(breaker, 3, 200);
    assertThat(after(breaker)).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void trialsThatNeverEndDoNotKeepItHalfOpen() {
    Breaker breaker = halfOpen(RATE);
    List<BreakerCall> stuck = List.of(admitted(breaker), admitted(breaker), admitted(breaker));
    refuses(breaker);
    clock.forward(Duration.ofSeconds(5));
    calls(breaker, 3, 200);
    assertThat(after(breaker)).isEqualTo(BreakerState.CLOSED);
    stuck.forEach(BreakerCall::ended);
    assertThat(after(breaker)).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void aTrialThatEndsLateStillCounts() {
    Breaker breaker = halfOpen(RATE);
    List<BreakerCall> slow = List.of(admitted(breaker), admitted(breaker), admitted(breaker));
    clock.forward(Duration.ofSeconds(5));
    BreakerCall next = admitted(breaker);
    slow.forEach(trial -> trial.answered(200, FAST));
    assertThat(after(breaker)).isEqualTo(BreakerState.CLOSED);
    next.answered(500, FAST);
    next.ended();
    assertThat(breaker.view().calls()).isZero();
  }

  @Test
  void aTrialWhoseAnswerBreaksOffHasFailedAfterAll() {
    Breaker breaker = halfOpen(RATE);
    for (int i = 0; i < 2; i++) {
      BreakerCall trial = admitted(breaker);
      trial.answered(200, FAST);
      trial.failed(FAST);
      trial.ended();
    }
    assertThat(after(breaker)).isEqualTo(BreakerState.OPEN);
  }

  @Test
  void aCallOfAnEarlierTimeDecidesNothing() {
    Breaker breaker = breaker(RATE);
    List<BreakerCall> old = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      old.add(admitted(breaker));
    }
    calls(breaker, 10, 500);
    clock.forward(Duration.ofSeconds(5));
    BreakerCall trial = admitted(breaker);
    old.forEach(
        call -> {
          call.failed(FAST);
          call.ended();
        });
    assertThat(after(breaker)).isEqualTo(BreakerState.HALF_OPEN);
    trial.answered(200, FAST);
    calls(breaker, 2, 200);
    assertThat(after(breaker)).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void resetClosesItAtOnceWithNothingCounted() {
    Breaker breaker = breaker(RATE);
    calls(breaker, 10, 500);
    breaker.reset();
    assertThat(after(breaker)).isEqualTo(BreakerState.CLOSED);
    calls(breaker, 9, 500);
    breaker.reset();
    calls(breaker, 9, 500);
    assertThat(after(breaker)).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void anotherPolicyKeepsWhatItCan() {
    Breaker breaker = breaker(RATE);
    calls(breaker, 9, 500);
    breaker.policy(new On(50, 100, Timeout.NONE, 10, 10_000, 0, 60_000, 1, BreakerFallback.REFUSE));
    call(breaker, 500);
    assertThat(after(breaker)).isEqualTo(BreakerState.OPEN);
    assertThat(breaker.retryAfterSeconds()).isEqualTo(60);
    breaker.policy(new On(20, 100, Timeout.NONE, 5, 10_000, 0, 2_000, 1, BreakerFallback.REFUSE));
    assertThat(after(breaker)).isEqualTo(BreakerState.OPEN);
    assertThat(breaker.retryAfterSeconds()).isEqualTo(2);
    clock.forward(Duration.ofSeconds(2));
    call(breaker, 200);
    assertThat(after(breaker)).isEqualTo(BreakerState.CLOSED);
    calls(breaker, 5, 500);
    assertThat(after(breaker)).isEqualTo(BreakerState.OPEN);
  }

  @Test
  void ofManyThreadsExactlySoManyGetATrial() throws Exception {
    for (int round = 0; round < 200; round++) {
      Breaker breaker = halfOpen(RATE);
      int threads = 8;
      CountDownLatch ready = new CountDownLatch(threads);
      List<Future<@Nullable BreakerCall>> asked = new ArrayList<>();
      try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
        for (int i = 0; i < threads; i++) {
          asked.add(
              pool.submit(
                  () -> {
                    ready.countDown();
                    ready.await();
                    return breaker.admit();
                  }));
        }
        int admitted = 0;
        for (Future<@Nullable BreakerCall> one : asked) {
          admitted += one.get() == null ? 0 : 1;
        }
        assertThat(admitted).isEqualTo(3);
      }
    }
  }
}
