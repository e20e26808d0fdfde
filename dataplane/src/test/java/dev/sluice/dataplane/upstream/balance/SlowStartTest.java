package dev.sluice.dataplane.upstream.balance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.BalancingAlgorithm;
import dev.sluice.snapshot.LoadBalancer;
import dev.sluice.snapshot.Timeout;
import dev.sluice.snapshot.ZonePreference;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SlowStartTest {
  private static final long WINDOW = TimeUnit.SECONDS.toNanos(30);

  private final AtomicLong clock = new AtomicLong();
  private final Fake[] fakes = Fake.some(4);
  private final Dice dice = Fake.dice(1);

  private Choice<Fake> over(BalancingAlgorithm algorithm) {
    LoadBalancer policy =
        new LoadBalancer(algorithm, new Timeout.After(30_000), ZonePreference.NONE, 0);
    return new Balancer<Fake>("", clock::get).choice(policy, fakes, fakes);
  }

  private double share(BalancingAlgorithm algorithm) {
    Choice<Fake> choice = over(algorithm);
    return Fake.count(40_000, () -> choice.choose(dice, Choice.NO_KEY)).getOrDefault(fakes[0], 0)
        / 40_000.0;
  }

  @ParameterizedTest
  @CsvSource({"0, 0.1", "0.05, 0.1", "0.25, 0.25", "0.5, 0.5", "0.9, 0.9", "1, 1"})
  void aNewcomersShareGrowsWithItsAge(double age, double part) {
    fakes[0].nanosInService = (long) (age * WINDOW);
    for (BalancingAlgorithm algorithm :
        new BalancingAlgorithm[] {
          new BalancingAlgorithm.LeastRequest(),
          new BalancingAlgorithm.RoundRobin(),
          new BalancingAlgorithm.Random()
        }) {
      // Its part of the quarter that it is offered, or of the turns that are taken.
      assertThat(share(algorithm))
          .as("%s", algorithm)
          .isBetween(part / 4 - 0.01, part / (3 + part) + 0.01);
    }
  }

  @Test
  void whatIsNewTogetherIsNotSparedFromEachOther() {
    for (Fake fake : fakes) {
      fake.nanosInService = 0;
    }
    assertThat(share(new BalancingAlgorithm.LeastRequest())).isBetween(0.23, 0.27);
  }

  @Test
  void itIsOverWhenTheWindowIs() {
    fakes[0].nanosInService = 0;
    Choice<Fake> choice = over(new BalancingAlgorithm.RoundRobin());
    clock.set(WINDOW);
    assertThat(Fake.count(400, () -> choice.choose(dice, Choice.NO_KEY)).get(fakes[0]))
        .as("though nobody has built the group anew")
        .isEqualTo(100);
  }

  @Test
  void keysMoveToANewcomerOneByOneAndStay() {
    var algorithm =
        new BalancingAlgorithm.ConsistentHash(new BalancingAlgorithm.HashKey.ClientAddress());
    Set<Long> before = new HashSet<>();
    for (double age : new double[] {0, 0.2, 0.5, 0.8, 1}) {
      fakes[0].nanosInService = (long) (age * WINDOW);
      Choice<Fake> choice = over(algorithm);
      Set<Long> now = new HashSet<>();
      for (Long key : Fake.keys(5_000)) {
        if (choice.choose(dice, key) == fakes[0]) {
          now.add(key);
        }
      }
      assertThat(now).containsAll(before);
      assertThat((double) now.size())
          .isBetween(900 * Math.max(0.1, age), 1_700 * Math.max(0.1, age));
      before = now;
    }
  }
}
