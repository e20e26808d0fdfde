package dev.sluice.dataplane.upstream.balance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.BalancingAlgorithm;
import dev.sluice.snapshot.LoadBalancer;
import dev.sluice.snapshot.Timeout;
import dev.sluice.snapshot.ZonePreference;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class OwnZoneFirstTest {
  private final Dice dice = Fake.dice(1);

  private static Fake[] in(int a, int b, int c, int unknown) {
    return IntStream.range(0, a + b + c + unknown)
        .mapToObj(
            i -> Fake.in(i < a ? "a" : i < a + b ? "b" : i < a + b + c ? "c" : "", "10.0.0." + i))
        .toArray(Fake[]::new);
  }

  private double atHome(String zone, int least, Fake[] all, Fake... fit) {
    return atHome(
        new Balancer<>(zone, System::nanoTime),
        new BalancingAlgorithm.LeastRequest(),
        least,
        all,
        fit);
  }

  private double atHome(
      Balancer<Fake> balancer, BalancingAlgorithm algorithm, int least, Fake[] all, Fake... fit) {
    LoadBalancer policy =
        new LoadBalancer(algorithm, Timeout.NONE, new ZonePreference.OwnZoneFirst(least), 0);
    Choice<Fake> choice = balancer.choice(policy, all, fit);
    return Fake.count(20_000, () -> choice.choose(dice, Choice.NO_KEY)).entrySet().stream()
            .filter(entry -> entry.getKey().zone().equals("a"))
            .mapToInt(java.util.Map.Entry::getValue)
            .sum()
        / 20_000.0;
  }

  @Test
  void withItsShareOfTheCapacityAllStaysAtHome() {
    Fake[] all = in(2, 2, 2, 0);
    assertThat(atHome("a", 1, all, all)).isEqualTo(1);
    Fake[] more = in(4, 1, 1, 0);
    assertThat(atHome("a", 1, more, more)).isEqualTo(1);
  }

  @Test
  void withLessThePartThatItCannotCarryLeaves() {
    Fake[] all = in(1, 3, 2, 0);
    assertThat(atHome("a", 1, all, all)).as("a sixth in one of three zones").isBetween(0.48, 0.52);
    Fake[] three = in(3, 3, 0, 0);
    Fake[] sick = Arrays.copyOfRange(three, 2, 6);
    assertThat(atHome("a", 1, three, sick)).as("one of three is left").isBetween(0.48, 0.52);
  }

  @Test
  void weightCountsAsCapacity() {
    Fake[] all = in(1, 3, 0, 0);
    all[0].weight = 3;
    assertThat(atHome("a", 1, all, all)).isEqualTo(1);
  }

  @Test
  void withTooFewAtHomeOrNoneAllZonesAreAlike() {
    Fake[] all = in(1, 1, 1, 1);
    assertThat(atHome("a", 2, all, all)).isBetween(0.23, 0.27);
    assertThat(atHome("", 1, all, all)).as("nobody knows where home is").isBetween(0.23, 0.27);
    assertThat(atHome("d", 1, all, all)).isBetween(0.23, 0.27);
    assertThat(atHome("a", 1, all, Arrays.copyOfRange(all, 1, 4))).isZero();
  }

  @Test
  void whoeverWasTriedThereIsAnotherWhereverItIs() {
    Fake[] all = in(1, 1, 0, 0);
    LoadBalancer policy =
        new LoadBalancer(
            new BalancingAlgorithm.RoundRobin(),
            Timeout.NONE,
            new ZonePreference.OwnZoneFirst(1),
            0);
    Choice<Fake> choice = new Balancer<Fake>("a", System::nanoTime).choice(policy, all, all);
    assertThat(choice.choose(dice, Choice.NO_KEY)).isSameAs(all[0]);
    assertThat(choice.choose(dice, Choice.NO_KEY, each -> each != all[0])).isSameAs(all[1]);
    assertThat(choice.choose(dice, Choice.NO_KEY, each -> false)).isNull();
  }

  @Test
  void aKeyStaysOrLeavesAlways() {
    Fake[] all = in(1, 3, 0, 0);
    LoadBalancer policy =
        new LoadBalancer(
            new BalancingAlgorithm.ConsistentHash(new BalancingAlgorithm.HashKey.ClientAddress()),
            Timeout.NONE,
            new ZonePreference.OwnZoneFirst(1),
            0);
    Choice<Fake> choice = new Balancer<Fake>("a", System::nanoTime).choice(policy, all, all);
    int home = 0;
    for (Long key : Fake.keys(4_000)) {
      Fake first = choice.choose(dice, key);
      home += first == all[0] ? 1 : 0;
      for (int i = 0; i < 3; i++) {
        assertThat(choice.choose(dice, key)).isSameAs(first);
      }
    }
    assertThat(home).isBetween(1_850, 2_150);
  }

  @Test
  void itIsCountedWhatLeaves() {
    Fake[] all = in(1, 3, 0, 0);
    Balancer<Fake> balancer = new Balancer<>("a", System::nanoTime);
    double home = atHome(balancer, new BalancingAlgorithm.Random(), 1, all, all);
    assertThat(balancer.zones().own() / 20_000.0).isEqualTo(home);
    assertThat(balancer.zones().own() + balancer.zones().other()).isEqualTo(20_000);
  }
}
