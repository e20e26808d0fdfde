package dev.sluice.operator.report;

import dev.sluice.crds.DataPlaneStatus.RedisHealth;
import dev.sluice.snapshot.StoreState;
import dev.sluice.snapshot.StoreState.Answers;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the replicas of a data plane say of the store in which they count limits, as its status says
 * it: it answers if it answers all that have said so.
 */
final class StoreStates {
  private static final int LONGEST = 300;

  private StoreStates() {}

  /**
   * @param said by one replica each
   * @return empty if none counts there
   */
  static Optional<RedisHealth> of(List<StoreState> said) {
    List<StoreState> all = said.stream().filter(one -> one.answers() != Answers.NONE).toList();
    List<StoreState> without =
        all.stream().filter(one -> one.answers() == Answers.UNAVAILABLE).toList();
    if (all.isEmpty()) {
      return Optional.empty();
    }
    if (without.isEmpty()) {
      long since = all.stream().mapToLong(StoreState::sinceSeconds).max().orElse(0);
      return Optional.of(
          new RedisHealth(RedisHealth.State.Connected, all.size(), time(since), null));
    }
    long since = without.stream().mapToLong(StoreState::sinceSeconds).min().orElse(0);
    return Optional.of(
        new RedisHealth(
            RedisHealth.State.Unavailable, without.size(), time(since), problem(without, all)));
  }

  /** What most of them say. */
  private static String problem(List<StoreState> without, List<StoreState> all) {
    String most =
        without.stream()
            .map(StoreState::problem)
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
            .entrySet()
            .stream()
            .max(StoreStates::compare)
            .orElseThrow()
            .getKey();
    String cut = most.length() <= LONGEST ? most : most.substring(0, LONGEST);
    return all.size() == 1
        ? cut
        : cut + " (" + without.size() + " of " + all.size() + " data-plane replicas)";
  }

  private static int compare(Map.Entry<String, Long> one, Map.Entry<String, Long> other) {
    int byCount = Long.compare(one.getValue(), other.getValue());
    return byCount != 0 ? byCount : other.getKey().compareTo(one.getKey());
  }

  private static String time(long seconds) {
    try {
      return Instant.ofEpochSecond(seconds).toString();
    } catch (DateTimeException e) {
      return Instant.EPOCH.toString();
    }
  }
}
