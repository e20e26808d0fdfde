package dev.sluice.cli.diff;

import dev.sluice.cli.words.LimitWords;
import dev.sluice.snapshot.DecisionMode;
import dev.sluice.snapshot.LimitTarget;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RateLimit;
import dev.sluice.snapshot.RateLimitSection;
import dev.sluice.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Policies of limits that come, go or become others, and what that lets through. */
final class LimitDiff {
  private static final String NOBODY = "it refuses nobody any more";

  private final String name;
  private final ObjectKey dataPlane;
  private final LimitTraffic traffic;
  private final List<Change> changes = new ArrayList<>();

  private LimitDiff(ObjectKey policy, ObjectKey dataPlane, LimitTraffic traffic) {
    this.name = "RateLimitPolicy " + policy;
    this.dataPlane = dataPlane;
    this.traffic = traffic;
  }

  static List<Change> of(Snapshot before, Snapshot now) {
    LimitTraffic traffic = new LimitTraffic(before, now);
    Map<ObjectKey, RateLimitSection> old = new TreeMap<>();
    before.limits().forEach(policy -> old.put(policy.policy(), policy));
    List<RateLimitSection> added = new ArrayList<>();
    List<Change> changes = new ArrayList<>();
    for (RateLimitSection policy : now.limits()) {
      RateLimitSection was = old.remove(policy.policy());
      if (was == null) {
        added.add(policy);
      } else {
        LimitDiff diff = new LimitDiff(policy.policy(), now.gateway().dataPlane(), traffic);
        diff.compare(was, policy);
        changes.addAll(diff.changes);
      }
    }
    for (RateLimitSection policy : added) {
      Optional<RateLimitSection> was =
          old.values().stream().filter(gone -> isSame(gone, policy)).findFirst();
      LimitDiff diff = new LimitDiff(policy.policy(), now.gateway().dataPlane(), traffic);
      was.ifPresentOrElse(
          gone -> {
            old.remove(gone.policy());
            diff.tell("is the new name of " + gone.policy(), Optional.empty());
          },
          () -> diff.tell("is new: " + diff.whole(policy), Optional.empty()));
      changes.addAll(diff.changes);
    }
    for (RateLimitSection was : old.values()) {
      LimitDiff diff = new LimitDiff(was.policy(), before.gateway().dataPlane(), traffic);
      diff.tell(
          "is gone: " + diff.whole(was),
          diff.missed(was, "what it limited is not limited by it any more"));
      changes.addAll(diff.changes);
    }
    return changes;
  }

  /** But for the name. */
  private static boolean isSame(RateLimitSection one, RateLimitSection other) {
    return new RateLimitSection(
            other.policy(),
            one.targets(),
            one.mode(),
            one.statusCode(),
            one.headers(),
            one.clearKeys(),
            one.limits())
        .equals(other);
  }

  private Optional<String> missed(RateLimitSection was, String why) {
    return was.limits().stream().anyMatch(limit -> traffic.isMissed(was, limit))
        ? Optional.of(why)
        : Optional.empty();
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
          detached(was, is));
    }
    if (was.mode() != is.mode()) {
      boolean shadow = is.mode() == DecisionMode.SHADOW;
      tell(
          shadow ? "only counts (was enforced)" : "is enforced (was only counted)",
          shadow ? missed(was, NOBODY) : Optional.empty());
    }
    becomes("status of refusals", was.statusCode(), is.statusCode());
    if (was.mode() == is.mode()) {
      becomes("tells clients", was.headers() ? "yes" : "no", is.headers() ? "yes" : "no");
    }
    becomes("keys in the admin API", keys(was), keys(is));
    limits(was, is);
  }

  /** Whether its limits, large or small, are missed somewhere. */
  private Optional<String> detached(RateLimitSection was, RateLimitSection is) {
    return is.mode() == DecisionMode.ENFORCE
            && is.limits().stream()
                .filter(
                    limit ->
                        was.limits().stream()
                            .anyMatch(
                                each -> each.name().equals(limit.name()) || isSame(each, limit)))
                .anyMatch(limit -> traffic.isMissed(was, limit))
        ? Optional.of("something is not limited by it any more")
        : Optional.empty();
  }

  private static String keys(RateLimitSection policy) {
    return policy.clearKeys() ? "Clear" : "Hashed";
  }

  private void limits(RateLimitSection was, RateLimitSection is) {
    boolean judged = was.mode() == DecisionMode.ENFORCE && is.mode() == DecisionMode.ENFORCE;
    boolean oneRoute = LimitTraffic.isOneRoute(is.targets());
    SequencedMap<String, RateLimit> old = new LinkedHashMap<>();
    was.limits().forEach(limit -> old.put(limit.name(), limit));
    List<RateLimit> added = new ArrayList<>();
    for (RateLimit limit : is.limits()) {
      RateLimit before = old.remove(limit.name());
      if (before == null) {
        added.add(limit);
      } else {
        new LimitComparison(new LimitWeakenings(before, limit, oneRoute), judged, this::tell)
            .compare();
      }
    }
    for (RateLimit limit : added) {
      Optional<RateLimit> before =
          old.values().stream().filter(gone -> isSame(gone, limit)).findFirst();
      before.ifPresent(gone -> old.remove(gone.name()));
      tell(
          "limit "
              + limit.name()
              + before
                  .map(gone -> " is the new name of " + gone.name())
                  .orElseGet(() -> " is new: " + LimitWords.usual(limit.allowance())),
          Optional.empty());
    }
    for (RateLimit limit : old.values()) {
      boolean missed = judged && traffic.isMissed(was, limit);
      tell(
          "limit " + limit.name() + " is gone: " + LimitWords.usual(limit.allowance()),
          missed ? Optional.of(NOBODY) : Optional.empty());
    }
  }

  /** But for the name. */
  private static boolean isSame(RateLimit one, RateLimit other) {
    return new HashSet<>(one.when()).equals(new HashSet<>(other.when()))
        && new HashSet<>(one.key()).equals(new HashSet<>(other.key()))
        && one.allowance().equals(other.allowance())
        && one.perRoute() == other.perRoute()
        && one.store().equals(other.store());
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
