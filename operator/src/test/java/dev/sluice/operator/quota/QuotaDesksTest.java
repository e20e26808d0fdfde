package dev.sluice.operator.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.CounterDemand;
import dev.sluice.snapshot.CounterShare;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PlaneMessage;
import dev.sluice.snapshot.PushMessage;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the operator hands out to replicas that lie, are many, or come and go. */
final class QuotaDesksTest {
  private static final ObjectKey PLANE = new ObjectKey("infra", "public");
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long WHOLE = 1_000;

  private final Set<String> present = new TreeSet<>();
  private final Map<String, PushMessage.Shares> last = new HashMap<>();
  private boolean leads = true;
  private QuotaDesks desks = new QuotaDesks(LeaseTimes.USUAL, () -> leads);
  private long now = 5 * SECOND;
  private long number;

  private static CounterDemand demand(int counter, long part, long used, long wanted) {
    return new CounterDemand(counter, counter, WHOLE, part, used, wanted);
  }

  /** Asks, and takes what it gets. */
  private Optional<PushMessage.Shares> ask(String name, List<CounterDemand> counters) {
    PushMessage.Shares heard = last.get(name);
    Optional<PushMessage.Shares> answer =
        desks.answer(
            PLANE,
            name,
            present,
            3,
            new PlaneMessage.Demands(
                ++number,
                heard == null ? -1 : heard.term(),
                heard == null ? -1 : heard.number(),
                heard == null ? 0 : heard.replicas(),
                heard == null || heard.joined(),
                counters),
            now);
    answer.ifPresent(shares -> last.put(name, shares));
    return answer;
  }

  private PushMessage.Shares heard(String name) {
    return Objects.requireNonNull(last.get(name), name);
  }

  private long part(String name) {
    return heard(name).shares().stream().mapToLong(CounterShare::part).findFirst().orElse(-1);
  }

  private void seconds(int seconds, Runnable each) {
    for (int i = 0; i < seconds; i++) {
      now += SECOND;
      each.run();
    }
  }

  @Test
  void aReplicaThatLiesGetsNoMoreThanTheWholeAndLeavesTheOthersOne() {
    seconds(
        40,
        () -> {
          ask("honest", List.of(demand(1, Math.max(1, known("honest")), 400, 50_000)));
          ask("liar", List.of(demand(1, WHOLE, Long.MAX_VALUE, Long.MAX_VALUE)));
        });
    assertThat(part("honest")).isEqualTo(1);
    assertThat(part("liar")).isLessThanOrEqualTo(WHOLE);
    // What it says of its demand is worth no more than that of others who ask as much.
    seconds(
        40,
        () -> {
          ask("honest", List.of(demand(1, known("honest"), 0, Long.MAX_VALUE)));
          ask("liar", List.of(demand(1, known("liar"), 0, Long.MAX_VALUE)));
        });
    assertThat(part("honest")).isBetween(480L, 520L);
    assertThat(part("honest") + part("liar")).isLessThanOrEqualTo(WHOLE);
  }

  private long known(String name) {
    return last.containsKey(name) ? Math.max(1, part(name)) : WHOLE / 2;
  }

  @Test
  void whoMeansAnotherWholeGetsNoneOfIt() {
    seconds(20, () -> ask("a", List.of(demand(1, known("a"), 0, 1_000))));
    Optional<PushMessage.Shares> other = ask("b", List.of(new CounterDemand(1, 1, 5, 5, 0, 9_000)));
    assertThat(other.orElseThrow().shares()).allMatch(share -> share.whole() == WHOLE);
    assertThat(part("a")).isEqualTo(WHOLE);
  }

  @Test
  void whoIsConnectedAndAsksSomebodyElseHasItsEqualShare() {
    present.addAll(List.of("a", "elsewhere-1", "elsewhere-2"));
    seconds(60, () -> ask("a", List.of(demand(1, known("a"), 0, 90_000))));
    assertThat(heard("a").replicas()).isEqualTo(3);
    assertThat(part("a")).isBetween(333L, 334L);
    present.removeAll(List.of("elsewhere-1", "elsewhere-2"));
    seconds(25, () -> ask("a", List.of(demand(1, known("a"), 0, 90_000))));
    assertThat(part("a")).isEqualTo(WHOLE);
  }

  @Test
  void whoLeadsNoMoreSaysNothing() {
    seconds(1, () -> ask("a", List.of()));
    leads = false;
    assertThat(ask("a", List.of())).isEmpty();
  }

  @Test
  void whatALeaderOfTheSameTermHandedOutBeforeARestartConfirmsNothingOfTheNext() {
    seconds(20, () -> ask("a", List.of(demand(1, known("a"), 0, 90_000))));
    PushMessage.Shares before = heard("a");
    desks = new QuotaDesks(LeaseTimes.USUAL);
    seconds(1, () -> ask("a", List.of(demand(1, known("a"), 0, 90_000))));
    assertThat(heard("a").term()).isEqualTo(before.term());
    assertThat(Math.abs(heard("a").number() - before.number())).isGreaterThan(1_000);
  }

  @Test
  void aReplicaThatConnectsUnderEverNewNamesIsForgottenAgain() {
    seconds(20, () -> ask("a", List.of(demand(1, known("a"), 0, 90_000))));
    for (int i = 0; i < 2_000; i++) {
      ask("new-" + i, List.of());
    }
    assertThat(last.keySet()).hasSizeLessThanOrEqualTo(1_000);
    seconds(25, () -> ask("a", List.of(demand(1, known("a"), 0, 90_000))));
    assertThat(heard("a").replicas()).isEqualTo(1);
    assertThat(part("a")).isEqualTo(WHOLE);
  }

  @Test
  void fiftyReplicasWithThousandsOfCountersAreAnsweredWithinTheirSecond() {
    List<CounterDemand> counters = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      counters.add(demand(i, 20, 10, 1_000 + i));
    }
    // It takes about 50 ms; a machine that does ten things at once has room.
    assertThat(round(50, counters)).isLessThan(SECOND);
    assertThat(heard("pod-0").shares()).hasSize(Desk.MOST_COUNTERS);
    assertThat(round(400, counters)).isLessThan(5 * SECOND);
    assertThat(heard("pod-0").shares()).hasSizeBetween(100, 200);
  }

  /** Nanoseconds of this thread for one round, the best of some. */
  private long round(int replicas, List<CounterDemand> counters) {
    desks = new QuotaDesks(LeaseTimes.USUAL);
    last.clear();
    seconds(16, () -> replicas(replicas, List.of()));
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      now += SECOND;
      long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      replicas(replicas, counters);
      best = Math.min(best, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin);
    }
    return best;
  }

  private void replicas(int count, List<CounterDemand> counters) {
    for (int i = 0; i < count; i++) {
      ask("pod-" + i, counters);
    }
  }
}
