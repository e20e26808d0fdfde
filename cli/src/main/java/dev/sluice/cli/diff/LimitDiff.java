package dev.sluice.cli.diff;

import dev.sluice.cli.words.LimitWords;
import dev.sluice.snapshot.DecisionMode;
import dev.sluice.snapshot.LimitTarget;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RateLimit;
import dev.sluice.snapshot.RateLimit.Allowance;
import dev.sluice.snapshot.RateLimit.Amount;
import dev.sluice.snapshot.RateLimit.CounterStore;
import dev.sluice.snapshot.RateLimit.OnFailure;
import dev.sluice.snapshot.RateLimitSection;
import dev.sluice.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Policies of limits that come, go or become others, and what that lets through. */
final class LimitDiff {
  private final String name;
  private final ObjectKey dataPlane;
  private final List<Change> changes = new ArrayList<>();

  private LimitDiff(ObjectKey policy, ObjectKey dataPlane) {
    this.name = "RateLimitPolicy " + policy;
    this.dataPlane = dataPlane;
  }

  static List<Change> of(Snapshot before, Snapshot now) {
    Map<ObjectKey, RateLimitSection> old = new TreeMap<>();
    before.limits().forEach(policy -> old.put(policy.policy(), policy));
    List<Change> changes = new ArrayList<>();
    for (RateLimitSection policy : now.limits()) {
      LimitDiff diff = new LimitDiff(policy.policy(), now.gateway().dataPlane());
      RateLimitSection was = old.remove(policy.policy());
      if (was == null) {
        diff.tell("is new: " + diff.whole(policy), Optional.empty());
      } else {
        diff.compare(was, policy);
      }
      changes.addAll(diff.changes);
    }
    old.values()
        .forEach(
            was -> {
              LimitDiff diff = new LimitDiff(was.policy(), before.gateway().dataPlane());
              diff.tell(
                  "is gone: " + diff.whole(was),
                  was.mode() == DecisionMode.ENFORCE
                      ? Optional.of("what it limited is not limited by it any more")
                      : Optional.empty());
              changes.addAll(diff.changes);
            });
    return changes;
  }

  private String whole(RateLimitSection policy) {
    return targets(policy.targets())
        + " may have "
        + policy.limits().stream()
            .map(limit -> limit.name() + " " + LimitWords.usual(limit.allowance()))
            .collect(Collectors.joining(", "))
        + (policy.mode() == DecisionMode.SHADOW ? " (only counted)" : "");
  }

  private String targets(List<LimitTarget> targets) {
    return targets.stream()
        .map(target -> LimitWords.target(target, dataPlane))
        .collect(Collectors.joining(", "));
  }

  private void compare(RateLimitSection was, RateLimitSection is) {
    if (!was.targets().equals(is.targets())) {
      tell(
          "limits " + targets(is.targets()) + " (was " + targets(was.targets()) + ")",
          is.targets().containsAll(was.targets())
              ? Optional.empty()
              : Optional.of("something is not limited by it any more"));
    }
    if (was.mode() != is.mode()) {
      tell(
          is.mode() == DecisionMode.SHADOW
              ? "only counts (was enforced)"
              : "is enforced (was only counted)",
          is.mode() == DecisionMode.SHADOW
              ? Optional.of("it refuses nobody any more")
              : Optional.empty());
    }
    becomes("status of refusals", was.statusCode(), is.statusCode());
    if (was.mode() == is.mode()) {
      becomes("tells clients", was.headers() ? "yes" : "no", is.headers() ? "yes" : "no");
    }
    SequencedMap<String, RateLimit> old = new LinkedHashMap<>();
    was.limits().forEach(limit -> old.put(limit.name(), limit));
    for (RateLimit limit : is.limits()) {
      RateLimit before = old.remove(limit.name());
      if (before == null) {
        tell(
            "limit " + limit.name() + " is new: " + LimitWords.usual(limit.allowance()),
            Optional.empty());
      } else {
        compare(before, limit);
      }
    }
    old.values()
        .forEach(
            limit ->
                tell(
                    "limit " + limit.name() + " is gone: " + LimitWords.usual(limit.allowance()),
                    Optional.of("it refuses nobody any more")));
  }

  private void compare(RateLimit was, RateLimit is) {
    String limit = "limit " + is.name() + ": ";
    String before = LimitWords.usual(was.allowance());
    String now = LimitWords.usual(is.allowance());
    if (!before.equals(now)) {
      tell(
          limit + before + " becomes " + now,
          letsMorePass(was.allowance(), is.allowance())
              ? Optional.of("more may pass")
              : Optional.empty());
    }
    becomes(limit + "tiers", tiers(was), tiers(is));
    becomes(limit + "cost", cost(was), cost(is));
    becomes(limit + "key", LimitWords.key(was.key()), LimitWords.key(is.key()));
    becomes(limit + "counts", LimitWords.when(was), LimitWords.when(is));
    becomes(limit + "scope of counters", scope(was), scope(is));
    String store = LimitWords.store(was.store());
    if (!was.store().equals(is.store())) {
      tell(
          limit + "store: " + store + " becomes " + LimitWords.store(is.store()),
          opens(is.store()) && !opens(was.store())
              ? Optional.of("everybody may pass while Redis is away")
              : Optional.empty());
    }
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

  private static boolean opens(CounterStore store) {
    return store instanceof CounterStore.Shared(boolean lease, OnFailure then)
        && then == OnFailure.OPEN;
  }

  private static boolean letsMorePass(Allowance was, Allowance is) {
    return switch (is) {
      case Allowance.Concurrent(int most) ->
          !(was instanceof Allowance.Concurrent(int before)) || most > before;
      case Allowance.Rate rate ->
          !(was instanceof Allowance.Rate before) || isMore(before.usual(), rate.usual());
    };
  }

  /** In the long run, or at once. */
  private static boolean isMore(Amount was, Amount is) {
    return is.requests() * was.perMillis() > was.requests() * is.perMillis()
        || is.burst() > was.burst();
  }

  private void becomes(String what, Object was, Object is) {
    if (!was.equals(is)) {
      tell(what + ": " + was + " becomes " + is, Optional.empty());
    }
  }

  private void tell(String what, Optional<String> weakening) {
    changes.add(new Change(Change.Kind.LIMIT, name, name + ": " + what, weakening));
  }
}
