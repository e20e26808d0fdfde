package dev.sluice.cli.diff;

import dev.sluice.snapshot.LimitKeyPart;
import dev.sluice.snapshot.RateLimit;
import dev.sluice.snapshot.RateLimit.Allowance;
import dev.sluice.snapshot.RateLimit.Amount;
import dev.sluice.snapshot.RateLimit.CounterStore;
import dev.sluice.snapshot.RateLimit.OnFailure;
import dev.sluice.snapshot.RateLimit.TierSource;
import dev.sluice.snapshot.RateLimit.Tiers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which changes of one limit let something pass that did not before: what was counted must be
 * counted still, in the same counters or fewer, and up to the same or less. In doubt it is weaker.
 *
 * @param oneRoute whether the limit is about one route only
 */
record LimitWeakenings(RateLimit was, RateLimit is, boolean oneRoute) {
  private static final Optional<String> NO_WEAKER = Optional.empty();

  /** Whether it refuses whatever the other did. */
  boolean isAsStrict() {
    return Stream.of(amount(), tiers(), cost(), key(), counterScope(), when(), store())
        .allMatch(Optional::isEmpty);
  }

  /** What everybody may have whom no tier names. */
  Optional<String> amount() {
    boolean more =
        switch (is.allowance()) {
          case Allowance.Concurrent(int most) ->
              !(was.allowance() instanceof Allowance.Concurrent(int before)) || most > before;
          case Allowance.Rate now ->
              !(was.allowance() instanceof Allowance.Rate before)
                  || isMore(before, before.usual(), now, now.usual());
        };
    return more ? Optional.of("more may pass") : NO_WEAKER;
  }

  private static boolean isMore(Allowance.Rate then, Amount was, Allowance.Rate now, Amount is) {
    // What an answer costs has nothing to do with what the request cost.
    boolean inRequests = then.responseCost().isEmpty() && now.responseCost().isEmpty();
    return new Flow(now.algorithm(), is, inRequests ? now.requestCost() : 1)
        .isMoreThan(new Flow(then.algorithm(), was, inRequests ? then.requestCost() : 1));
  }

  Optional<String> tiers() {
    if (!(was.allowance() instanceof Allowance.Rate before)
        || !(is.allowance() instanceof Allowance.Rate now)) {
      return NO_WEAKER;
    }
    SortedMap<String, Amount> had = amounts(before.tiers());
    SortedMap<String, Amount> has = amounts(now.tiers());
    if (!had.isEmpty() && !has.isEmpty() && !source(before.tiers()).equals(source(now.tiers()))) {
      boolean more =
          all(before.usual(), had)
              .anyMatch(
                  old -> all(now.usual(), has).anyMatch(each -> isMore(before, old, now, each)));
      return more ? Optional.of("something else says who may have more") : NO_WEAKER;
    }
    TreeSet<String> values = new TreeSet<>(had.keySet());
    values.addAll(has.keySet());
    return values.stream()
            .anyMatch(
                value ->
                    isMore(
                        before,
                        had.getOrDefault(value, before.usual()),
                        now,
                        has.getOrDefault(value, now.usual())))
        ? Optional.of("some may have more")
        : NO_WEAKER;
  }

  private static SortedMap<String, Amount> amounts(Tiers tiers) {
    return switch (tiers) {
      case Tiers.None none -> new TreeMap<>();
      case Tiers.ByValue byValue -> byValue.amounts();
    };
  }

  private static Stream<Amount> all(Amount usual, Map<String, Amount> tiers) {
    return Stream.concat(Stream.of(usual), tiers.values().stream());
  }

  private static String source(Tiers tiers) {
    return tiers instanceof Tiers.ByValue(TierSource by, String name, var amounts)
        ? by + " " + name
        : "";
  }

  Optional<String> cost() {
    if (!(was.allowance() instanceof Allowance.Rate before)
        || !(is.allowance() instanceof Allowance.Rate now)
        || before.responseCost().isEmpty() && now.responseCost().isEmpty()) {
      // A request that costs less is an amount of more requests.
      return NO_WEAKER;
    }
    if (!before.responseCost().isEmpty() && now.responseCost().isEmpty()) {
      return Optional.of("what answers cost is not counted any more");
    }
    if (!before.responseCost().isEmpty() && !before.responseCost().equals(now.responseCost())) {
      return Optional.of("another header says what answers cost");
    }
    return now.requestCost() < before.requestCost() ? Optional.of("requests cost less") : NO_WEAKER;
  }

  Optional<String> key() {
    return is.key().stream().allMatch(part -> isToldBy(part, was.key()))
        ? NO_WEAKER
        : Optional.of("requests that shared a counter may have counters of their own");
  }

  /** Whether requests that agree in these parts agree in this one. */
  private static boolean isToldBy(LimitKeyPart part, List<LimitKeyPart> parts) {
    return parts.contains(part)
        || part instanceof LimitKeyPart.ClientNetwork(int v4, int v6)
            && parts.stream()
                .anyMatch(
                    each ->
                        each instanceof LimitKeyPart.ClientNetwork(int finer4, int finer6)
                            && finer4 >= v4
                            && finer6 >= v6);
  }

  Optional<String> counterScope() {
    boolean apart = was.perRoute() || oneRoute || was.key().contains(new LimitKeyPart.Rule());
    return is.perRoute() && !apart ? Optional.of("each route lets as much pass") : NO_WEAKER;
  }

  Optional<String> when() {
    return CountedRequests.covers(is.when(), was.when())
        ? NO_WEAKER
        : Optional.of("requests that it counted are not counted any more");
  }

  Optional<String> store() {
    return switch (is.store()) {
      case CounterStore.Local local ->
          was.store() instanceof CounterStore.Local
              ? NO_WEAKER
              : Optional.of("each replica lets as much pass");
      case CounterStore.Cluster cluster -> NO_WEAKER;
      case CounterStore.Shared now -> shared(now);
    };
  }

  private Optional<String> shared(CounterStore.Shared now) {
    CounterStore.Shared before = was.store() instanceof CounterStore.Shared shared ? shared : null;
    if (now.onFailure() == OnFailure.OPEN
        && (before == null || before.onFailure() != OnFailure.OPEN)) {
      return Optional.of("everybody may pass while Redis is away");
    }
    if (before == null) {
      return NO_WEAKER;
    }
    if (now.onFailure() != OnFailure.CLOSED && before.onFailure() == OnFailure.CLOSED) {
      return Optional.of("requests may pass while Redis is away");
    }
    return now.lease() && !before.lease() ? Optional.of("up to a tenth more may pass") : NO_WEAKER;
  }
}
