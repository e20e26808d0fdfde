package dev.sluice.cli.diff;

import dev.sluice.cli.words.LimitWords;
import dev.sluice.snapshot.LimitCondition;
import dev.sluice.snapshot.RateLimit;
import java.util.HashSet;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * What has become of one limit.
 *
 * @param judged whether it refused before and does now: what is only counted lets all pass anyway
 * @param tell takes what is different, and why that is weaker
 */
record LimitComparison(
    LimitWeakenings limits, boolean judged, BiConsumer<String, Optional<String>> tell) {
  void compare() {
    RateLimit was = limits.was();
    RateLimit is = limits.is();
    String before = LimitWords.usual(was.allowance());
    String now = LimitWords.usual(is.allowance());
    Optional<String> amount = limits.amount();
    if (!before.equals(now)) {
      tell(before + " becomes " + now, amount);
    }
    becomes("tiers", tiers(was), tiers(is), limits.tiers());
    // Where requests cost less, the same amount is more.
    becomes(
        "cost",
        cost(was),
        cost(is),
        limits.cost().or(() -> before.equals(now) ? amount : Optional.empty()));
    if (!new HashSet<>(was.key()).equals(new HashSet<>(is.key()))) {
      becomes("key", LimitWords.key(was.key()), LimitWords.key(is.key()), limits.key());
    }
    if (!conditions(was).equals(conditions(is))) {
      becomes("counts", LimitWords.when(was), LimitWords.when(is), limits.when());
    }
    becomes("scope of counters", scope(was), scope(is), limits.counterScope());
    becomes("store", LimitWords.store(was.store()), LimitWords.store(is.store()), limits.store());
  }

  private static HashSet<LimitCondition> conditions(RateLimit limit) {
    return new HashSet<>(limit.when());
  }

  private static String tiers(RateLimit limit) {
    String tiers = LimitWords.tiers(limit.allowance());
    return tiers.isEmpty() ? "none" : tiers;
  }

  private static String cost(RateLimit limit) {
    String cost = LimitWords.cost(limit.allowance());
    return cost.isEmpty() ? "1" : cost;
  }

  private static String scope(RateLimit limit) {
    return limit.perRoute() ? "Route" : "Policy";
  }

  private void becomes(String what, String was, String is, Optional<String> weaker) {
    if (!was.equals(is)) {
      tell(what + ": " + was + " becomes " + is, weaker);
    }
  }

  private void tell(String what, Optional<String> weaker) {
    tell.accept("limit " + limits.is().name() + ": " + what, judged ? weaker : Optional.empty());
  }
}
