package dev.sluice.dataplane.upstream.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class PeakEwmaTest {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final AtomicLong clock = new AtomicLong(TimeUnit.DAYS.toNanos(100));
  private final Dice dice = Fake.dice(1);

  private Choice<Fake> over(Fake... fakes) {
    return new TwoChoices<>(new Group<>(fakes), new PeakEwma<>(clock::get));
  }

  private void answered(Fake fake, long millis) {
    fake.latency().observe(millis * MILLI, clock.get());
  }

  @Test
  void theFasterIsChosenAtEqualLoad() {
    Fake[] fakes = Fake.some(2);
    answered(fakes[0], 40);
    answered(fakes[1], 10);
    assertThat(Fake.count(200, () -> over(fakes).choose(dice, Choice.NO_KEY)))
        .containsOnlyKeys(fakes[1]);
    fakes[1].load = 4;
    assertThat(Fake.count(200, () -> over(fakes).choose(dice, Choice.NO_KEY)))
        .as("a queue costs as well")
        .containsOnlyKeys(fakes[0]);
  }

  @Test
  void oneThatWasNeverAskedGetsOneRequestAndThenWaitsForItsAnswer() {
    Fake[] fakes = Fake.some(2);
    answered(fakes[0], 10);
    Choice<Fake> choice = over(fakes);
    assertThat(choice.choose(dice, Choice.NO_KEY)).isSameAs(fakes[1]);
    fakes[1].load = 1;
    assertThat(Fake.count(200, () -> choice.choose(dice, Choice.NO_KEY)))
        .containsOnlyKeys(fakes[0]);
  }

  @Test
  void aPeakIsBelievedAtOnceAndForgottenInTime() {
    Fake[] fakes = Fake.some(2);
    answered(fakes[0], 10);
    answered(fakes[1], 10);
    answered(fakes[0], 500);
    Choice<Fake> choice = over(fakes);
    assertThat(Fake.count(200, () -> choice.choose(dice, Choice.NO_KEY)))
        .containsOnlyKeys(fakes[1]);
    for (int second = 0; second < 60; second++) {
      clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
      answered(fakes[1], 10);
    }
    assertThat(choice.choose(dice, Choice.NO_KEY)).as("asked again").isSameAs(fakes[0]);
  }

  @Test
  void ofOneThatIsTenTimesSlowerLittleIsAsked() {
    Fake[] fakes = Fake.some(4);
    Choice<Fake> choice = over(fakes);
    Map<Fake, Integer> counts =
        Fake.count(
            20_000,
            () -> {
              Fake chosen = choice.choose(dice, Choice.NO_KEY);
              clock.addAndGet(MILLI);
              answered(chosen, chosen == fakes[0] ? 100 : 10);
              return chosen;
            });
    assertThat(counts.get(fakes[0])).isLessThan(20_000 / 4 / 4);
    assertThat(counts.get(fakes[1])).isBetween(4_000, 9_000);
  }

  @Test
  void theAverageForgetsByTimeAndNotByCount() {
    LatencyEstimate latency = new LatencyEstimate();
    long now = clock.get();
    assertThat(latency.nanos(now)).isZero();
    latency.observe(100 * MILLI, now);
    for (int i = 0; i < 1_000; i++) {
      latency.observe(10 * MILLI, now);
    }
    assertThat(latency.nanos(now) / MILLI).isBetween(99.0, 101.0);
    latency.observe(10 * MILLI, now + TimeUnit.SECONDS.toNanos(10));
    assertThat(latency.nanos(now + TimeUnit.SECONDS.toNanos(10)) / MILLI).isBetween(42.0, 44.0);
  }

  @Test
  void clocksThatRunBackwardsOrTurnOverDoNoHarm() {
    LatencyEstimate latency = new LatencyEstimate();
    latency.observe(10 * MILLI, Integer.MAX_VALUE * MILLI - MILLI);
    assertThat(latency.nanos(Integer.MAX_VALUE * MILLI + 2 * MILLI) / MILLI).isBetween(9.9, 10.1);
    assertThat(latency.nanos(0) / MILLI).isLessThanOrEqualTo(10.1);
    LatencyEstimate negative = new LatencyEstimate();
    negative.observe(10 * MILLI, -5 * MILLI);
    assertThat(negative.nanos(5 * MILLI) / MILLI).isBetween(9.9, 10.1);
  }
}
