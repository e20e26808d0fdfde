package dev.sluice.dataplane.upstream.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class RoundRobinTest {
  private static final Dice NONE =
      bound -> {
        throw new AssertionError("nothing is left to chance");
      };

  private static RoundRobin<Fake> over(AtomicInteger turn, Fake... fakes) {
    return new RoundRobin<>(new Group<>(fakes), turn);
  }

  private static String names(RoundRobin<Fake> choice, int count) {
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < count; i++) {
      names.append(choice.choose(NONE, Choice.NO_KEY).name());
    }
    return names.toString();
  }

  @Test
  void eachComesInTurn() {
    assertThat(names(over(new AtomicInteger(), new Fake("a"), new Fake("b"), new Fake("c")), 7))
        .isEqualTo("abcabca");
  }

  @Test
  void weightsAreMetExactlyAndSpreadOut() {
    String names =
        names(
            over(
                new AtomicInteger(), Fake.weighing("a", 50), Fake.weighing("b", 10), new Fake("c")),
            61 * 3);
    assertThat(names.chars().filter(c -> c == 'a').count()).isEqualTo(150);
    assertThat(names.chars().filter(c -> c == 'b').count()).isEqualTo(30);
    assertThat(names.chars().filter(c -> c == 'c').count()).isEqualTo(3);
    assertThat(names).as("never more in a row than the others leave").doesNotContain("aaaaaaa");
    assertThat(names).doesNotContain("bb");
  }

  @Test
  void theCounterMayTurnOver() {
    Fake[] fakes = Fake.some(3);
    RoundRobin<Fake> choice = over(new AtomicInteger(Integer.MAX_VALUE - 5), fakes);
    Map<Fake, Integer> counts = Fake.count(3_000, () -> choice.choose(NONE, Choice.NO_KEY));
    assertThat(counts.values()).allMatch(count -> Math.abs(count - 1_000) <= 1);
    RoundRobin<Fake> again = over(new AtomicInteger(-2), fakes);
    assertThat(Fake.count(3_000, () -> again.choose(NONE, Choice.NO_KEY)).values())
        .allMatch(count -> Math.abs(count - 1_000) <= 1);
  }

  @Test
  void aNewGroupGoesOnWhereTheLastOneStopped() {
    AtomicInteger turn = new AtomicInteger();
    Fake[] fakes = Fake.some(3);
    assertThat(over(turn, fakes).choose(NONE, Choice.NO_KEY)).isSameAs(fakes[0]);
    assertThat(over(turn, fakes).choose(NONE, Choice.NO_KEY)).isSameAs(fakes[1]);
  }

  @Test
  void threadsShareTheTurn() throws InterruptedException {
    Fake[] fakes = Fake.some(4);
    RoundRobin<Fake> choice = over(new AtomicInteger(), fakes);
    Map<Fake, AtomicInteger> counts = new ConcurrentHashMap<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int n = 0; n < 1_000; n++) {
                      counts
                          .computeIfAbsent(
                              choice.choose(NONE, Choice.NO_KEY), f -> new AtomicInteger())
                          .incrementAndGet();
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(counts.values()).allSatisfy(count -> assertThat(count).hasValue(1_000));
  }

  @Test
  void theNextThatFitsComes() {
    Fake[] fakes = Fake.some(3);
    RoundRobin<Fake> choice = over(new AtomicInteger(), fakes);
    assertThat(choice.choose(NONE, Choice.NO_KEY, each -> each == fakes[2])).isSameAs(fakes[2]);
    assertThat(choice.choose(NONE, Choice.NO_KEY, each -> false)).isNull();
  }

  @Test
  void aScheduleIsShortWhateverTheWeights() {
    int[] weights = new int[300];
    Arrays.setAll(weights, i -> i == 0 ? 1 : 997);
    int[] schedule = SmoothSchedule.of(weights);
    assertThat(schedule).hasSizeBetween(300, 4_500);
    assertThat(Arrays.stream(schedule).distinct().count()).isEqualTo(300);
  }
}
