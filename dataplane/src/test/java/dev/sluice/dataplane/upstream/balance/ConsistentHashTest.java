package dev.sluice.dataplane.upstream.balance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.BalancingAlgorithm;
import dev.sluice.snapshot.LoadBalancer;
import dev.sluice.snapshot.Timeout;
import dev.sluice.snapshot.ZonePreference;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConsistentHashTest {
  private static final LoadBalancer POLICY =
      new LoadBalancer(
          new BalancingAlgorithm.ConsistentHash(new BalancingAlgorithm.HashKey.ClientAddress()),
          Timeout.NONE,
          ZonePreference.NONE,
          0);
  private static final List<Long> KEYS = Fake.keys(20_000);

  private final Dice dice = Fake.dice(1);

  private static Choice<Fake> over(Fake[] all, Fake... fit) {
    return new Balancer<Fake>("", System::nanoTime).choice(POLICY, all, fit);
  }

  private Map<Long, Fake> owners(Choice<Fake> choice) {
    Map<Long, Fake> owners = new HashMap<>();
    KEYS.forEach(key -> owners.put(key, choice.choose(dice, key)));
    return owners;
  }

  private static Fake[] without(Fake[] fakes, int index) {
    return Arrays.stream(fakes).filter(fake -> fake != fakes[index]).toArray(Fake[]::new);
  }

  @Test
  void equalKeysGoToTheSameOneInEveryProcess() {
    Fake[] here = Fake.some(10);
    Fake[] there = Fake.some(10);
    Map<Long, Fake> owners = owners(over(here, here));
    Choice<Fake> elsewhere = over(there, there);
    owners.forEach(
        (key, owner) ->
            assertThat(elsewhere.choose(Fake.dice(key), key).name()).isEqualTo(owner.name()));
  }

  @Test
  void sharesAreNearlyEvenAndFollowTheWeights() {
    Fake[] fakes = Fake.some(10);
    fakes[3].weight = 4;
    Map<Fake, Integer> counts = new HashMap<>();
    owners(over(fakes, fakes)).values().forEach(owner -> counts.merge(owner, 1, Integer::sum));
    double average = KEYS.size() / 13.0;
    for (Fake fake : fakes) {
      assertThat(counts.getOrDefault(fake, 0) / average / fake.weight)
          .as(fake.name())
          .isBetween(0.7, 1.35);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 10, 50})
  void oneThatJoinsTakesItsShareAndNoOtherKeyMoves(int count) {
    Fake[] all = Fake.some(count + 1);
    Fake[] before = without(all, count);
    Map<Long, Fake> earlier = owners(over(before, before));
    Map<Long, Fake> later = owners(over(all, all));
    long moved = KEYS.stream().filter(key -> later.get(key) != earlier.get(key)).count();
    assertThat(moved / (double) KEYS.size()).isBetween(0.6 / (count + 1), 1.5 / (count + 1));
    KEYS.forEach(key -> assertThat(later.get(key)).isIn(earlier.get(key), all[count]));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 10, 50})
  void theKeysOfOneThatLeavesAreSpreadOverTheOthersAndNoOtherKeyMoves(int count) {
    Fake[] all = Fake.some(count);
    Map<Long, Fake> earlier = owners(over(all, all));
    Map<Long, Fake> gone = owners(over(without(all, 0), without(all, 0)));
    Map<Long, Fake> sick = owners(over(all, without(all, 0)));
    KEYS.forEach(
        key -> {
          if (earlier.get(key) != all[0]) {
            assertThat(gone.get(key)).isSameAs(earlier.get(key));
          }
          assertThat(sick.get(key)).as("being sick is like being gone").isSameAs(gone.get(key));
        });
    long heirs =
        KEYS.stream().filter(key -> earlier.get(key) == all[0]).map(gone::get).distinct().count();
    assertThat(heirs).isGreaterThanOrEqualTo(Math.min(count - 1, 20));
  }

  @Test
  void noOneHasFarMoreThanItsShareHoweverOneKeyIsAsked() {
    Fake[] fakes = Fake.some(8);
    Choice<Fake> choice = over(fakes, fakes);
    for (int under = 1; under <= 800; under++) {
      choice.choose(dice, KEYS.getFirst()).load++;
      double bound = Math.max(8, Math.ceil(1.25 * under / fakes.length));
      assertThat(fakes).allMatch(fake -> fake.load <= bound);
    }
  }

  @Test
  void underSkewAndInMotionTheBoundHolds() {
    Fake[] fakes = Fake.some(10);
    Choice<Fake> choice = over(fakes, fakes);
    Random random = new Random(5);
    Fake[] underWay = new Fake[400];
    for (int i = 0; i < 50_000; i++) {
      int slot = random.nextInt(underWay.length);
      if (underWay[slot] != null) {
        underWay[slot].load--;
      }
      // Half of all requests have one of three keys.
      long key = KEYS.get(random.nextBoolean() ? random.nextInt(3) : random.nextInt(5_000));
      underWay[slot] = choice.choose(dice, key);
      underWay[slot].load++;
      int chosen = underWay[slot].load;
      int total = Arrays.stream(fakes).mapToInt(Fake::load).sum();
      assertThat(chosen).isLessThanOrEqualTo((int) Math.max(8, Math.ceil(1.25 * total / 10)));
    }
  }

  @Test
  void fewRequestsUnderWayMoveNoKey() {
    Fake[] fakes = Fake.some(5);
    Choice<Fake> choice = over(fakes, fakes);
    long key = KEYS.getFirst();
    Fake owner = choice.choose(dice, key);
    owner.load = 7;
    assertThat(choice.choose(dice, key)).isSameAs(owner);
  }

  @Test
  void aKeyHasOneSecondPlace() {
    Fake[] fakes = Fake.some(6);
    Choice<Fake> choice = over(fakes, fakes);
    for (Long key : KEYS.subList(0, 500)) {
      Fake first = choice.choose(dice, key);
      Fake second = choice.choose(dice, key, each -> each != first);
      Fake[] others = Arrays.stream(fakes).filter(fake -> fake != first).toArray(Fake[]::new);
      assertThat(second).isNotSameAs(first).isSameAs(over(fakes, others).choose(dice, key));
    }
    assertThat(choice.choose(dice, KEYS.getFirst(), each -> false)).isNull();
  }

  @Test
  void withoutAKeyTheLessLoadedIsChosen() {
    Fake[] fakes = Fake.some(2);
    fakes[0].load = 1;
    Choice<Fake> choice = over(fakes, fakes);
    assertThat(Fake.count(200, () -> choice.choose(dice, Choice.NO_KEY)))
        .containsOnlyKeys(fakes[1]);
  }
}
