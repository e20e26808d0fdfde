package dev.sluice.cli.explain;

import dev.sluice.cli.words.LimitWords;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.matching.Condition;
import dev.sluice.matching.DescribedRequest;
import dev.sluice.matching.MatchConditions;
import dev.sluice.snapshot.DecisionMode;
import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.LimitCondition;
import dev.sluice.snapshot.LimitTarget;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RateLimit;
import dev.sluice.snapshot.RateLimit.Allowance;
import dev.sluice.snapshot.RateLimit.CounterStore;
import dev.sluice.snapshot.RateLimit.TierSource;
import dev.sluice.snapshot.RateLimit.Tiers;
import dev.sluice.snapshot.RateLimitSection;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.SharedStore;
import dev.sluice.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A limit of a policy that is attached to where a request goes.
 *
 * @param target what the policy is attached to, in words
 * @param shadow whether it only counts
 * @param provided what must be so besides, that no description of a request can tell; empty:
 *     nothing
 * @param whyNot why it does not count this request, for each of its conditions; empty if it does
 * @param tier whose amount this request has; empty without tiers, or if only a credential can tell
 * @param notes what is good to know of how it counts here
 */
public record MetLimit(
    ObjectKey policy,
    RateLimit limit,
    String target,
    boolean shadow,
    List<String> provided,
    List<String> whyNot,
    Optional<String> tier,
    List<String> notes) {
  public MetLimit {
    provided = List.copyOf(provided);
    whyNot = List.copyOf(whyNot);
    notes = List.copyOf(notes);
  }

  public boolean applies() {
    return whyNot.isEmpty();
  }

  /** Those of the rule that takes the request, and of the backends that it may go to. */
  static List<MetLimit> of(
      Snapshot snapshot, RouteSection route, RouteRule rule, DescribedRequest request) {
    List<MetLimit> limits = new ArrayList<>();
    for (RateLimitSection policy : snapshot.limits()) {
      List<LimitTarget> met =
          policy.targets().stream()
              .filter(target -> LimitWords.isMet(target, route, rule))
              .toList();
      if (!met.isEmpty()) {
        boolean always = met.stream().anyMatch(target -> !(target instanceof LimitTarget.Backend));
        // Once for the rule, however many of its targets are met: so the data plane counts.
        List<LimitTarget> told =
            met.stream()
                .filter(target -> !always || !(target instanceof LimitTarget.Backend))
                .limit(always ? 1 : met.size())
                .toList();
        for (LimitTarget target : told) {
          policy
              .limits()
              .forEach(limit -> limits.add(of(snapshot, policy, target, limit, request)));
        }
      }
    }
    return limits;
  }

  private static MetLimit of(
      Snapshot snapshot,
      RateLimitSection policy,
      LimitTarget target,
      RateLimit limit,
      DescribedRequest request) {
    List<String> provided = new ArrayList<>();
    List<String> whyNot = new ArrayList<>();
    if (target instanceof LimitTarget.Backend(ObjectKey backend)) {
      provided.add("it goes to " + backend);
    }
    boolean holds = limit.when().isEmpty();
    List<String> claims = new ArrayList<>();
    for (LimitCondition condition : limit.when()) {
      List<String> failing = failing(condition, request);
      whyNot.addAll(failing);
      if (failing.isEmpty()) {
        List<String> wanted = LimitWords.claims(condition);
        holds |= wanted.isEmpty();
        claims.addAll(wanted.isEmpty() ? List.of() : List.of(String.join(" and ", wanted)));
      }
    }
    if (!holds && !claims.isEmpty()) {
      provided.add(String.join(" or ", claims));
    }
    return new MetLimit(
        policy.policy(),
        limit,
        LimitWords.target(target, snapshot.gateway().dataPlane()),
        policy.mode() == DecisionMode.SHADOW,
        provided,
        holds || !claims.isEmpty() ? List.of() : whyNot,
        tier(snapshot, limit, request),
        notes(snapshot, limit));
  }

  /** A header that authentication writes is not yet what it will be. */
  private static Optional<String> tier(
      Snapshot snapshot, RateLimit limit, DescribedRequest request) {
    if (!(limit.allowance()
            instanceof
            Allowance.Rate(
                var algorithm,
                var usual,
                Tiers.ByValue(var by, String name, var amounts),
                var cost,
                var of))
        || by != TierSource.HEADER
        || snapshot.gateway().identities().providers().stream()
            .anyMatch(provider -> provider.identityHeaders().contains(name))) {
      return Optional.empty();
    }
    List<String> lines = request.headers().getOrDefault(name, List.of());
    String value = lines.size() == 1 ? lines.getFirst() : "";
    return Optional.of(
        amounts.containsKey(value)
            ? PlainText.escaped(value)
                + ", "
                + LimitWords.amount(algorithm, amounts.get(value))
                + ", for header "
                + name
                + " says so"
            : "none, for header " + name + " names none: " + LimitWords.amount(algorithm, usual));
  }

  private static List<String> notes(Snapshot snapshot, RateLimit limit) {
    return switch (limit.store()) {
      case CounterStore.Local local -> List.of();
      case CounterStore.Cluster cluster ->
          List.of("sluice run is one replica: it counts alone, with the whole limit");
      case CounterStore.Shared shared ->
          snapshot.gateway().store() instanceof SharedStore.Redis
              ? List.of()
              : List.of(
                  "DataPlane "
                      + snapshot.gateway().dataPlane()
                      + " has no Redis that can be used: always as without it");
    };
  }

  private static List<String> failing(LimitCondition condition, DescribedRequest request) {
    List<String> failing = new ArrayList<>();
    if (!condition.methods().isEmpty()
        && condition.methods().stream()
            .noneMatch(method -> new MethodMatch.Is(method).takes(request.method()))) {
      failing.add(
          "method is "
              + request.method()
              + ", wanted: method "
              + String.join(" or ", condition.methods()));
    }
    for (Condition part :
        MatchConditions.of(new HostPattern.Any(), LimitWords.asMatch(condition)).failing(request)) {
      failing.add(part.whyNot(request));
    }
    return failing.isEmpty() ? List.of() : List.of(String.join("; ", failing));
  }
}
