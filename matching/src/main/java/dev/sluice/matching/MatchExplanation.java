package dev.sluice.matching;

import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RouteMatch;
import dev.sluice.snapshot.RouteSection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Why a request goes where it goes: asks every rule the very conditions that {@link RouteTable}
 * asks, one after the other and without its short cuts. The two must agree on every request, and a
 * test holds them to it.
 *
 * @param outcome what {@link RouteTable#match} says
 * @param taken host and match by which the rule takes the request; empty if none does
 * @param alsoHold the rules that would take it if the first did not, in that order, each once
 * @param misses the rules that do not hold, closest first, each once
 */
public record MatchExplanation(
    RouteMatching outcome,
    Optional<RouteCandidate> taken,
    List<RouteCandidate> alsoHold,
    List<NearMiss> misses) {
  public MatchExplanation {
    alsoHold = List.copyOf(alsoHold);
    misses = List.copyOf(misses);
  }

  /** A rule, whatever it says: two rules of a route may say the same. */
  private record RuleOf(ObjectKey route, int index) {
    static RuleOf of(RouteCandidate candidate) {
      return new RuleOf(candidate.route().route(), candidate.ruleIndex());
    }
  }

  /**
   * @throws IllegalArgumentException if a pattern or a network is none
   */
  public static MatchExplanation of(List<RouteSection> routes, MatchRequest request) {
    Optional<MatchExplanation> ofPreflight =
        PreflightRequest.announcedBy(request)
            .map(announced -> asSent(routes, announced))
            .filter(
                found ->
                    found.outcome instanceof RouteMatching.Matched matched
                        && PreflightRequest.isAnsweredBy(matched.rule()));
    return ofPreflight.orElseGet(() -> asSent(routes, request));
  }

  private static MatchExplanation asSent(List<RouteSection> routes, MatchRequest request) {
    List<RouteCandidate> holding = new ArrayList<>();
    List<NearMiss> missing = new ArrayList<>();
    for (RouteCandidate candidate : candidates(routes)) {
      List<Condition> failing =
          MatchConditions.of(candidate.host(), candidate.match()).failing(request);
      if (failing.isEmpty()) {
        holding.add(candidate);
      } else {
        missing.add(new NearMiss(candidate, failing));
      }
    }
    List<RouteCandidate> order = inTurn(holding);
    Set<RuleOf> seen = new HashSet<>();
    List<RouteCandidate> rules =
        order.stream().filter(candidate -> seen.add(RuleOf.of(candidate))).toList();
    List<NearMiss> misses =
        missing.stream()
            .sorted(NearMiss.closestFirst(request))
            .filter(miss -> seen.add(RuleOf.of(miss.candidate())))
            .toList();
    return new MatchExplanation(
        outcome(rules, missing),
        rules.stream().findFirst(),
        rules.isEmpty() ? List.of() : rules.subList(1, rules.size()),
        misses);
  }

  /** Every way in which a request may reach a rule, in the order in which rules are asked. */
  public static List<RouteCandidate> candidates(List<RouteSection> routes) {
    List<RouteCandidate> all = new ArrayList<>();
    for (RouteSection route : routes) {
      for (HostPattern host : route.hostnames()) {
        for (int index = 0; index < route.rules().size(); index++) {
          for (RouteMatch match : route.rules().get(index).matches()) {
            all.add(new RouteCandidate(route, index, host, match));
          }
        }
      }
    }
    all.sort(RoutePrecedence.INSTANCE);
    return all;
  }

  /** Each next one is who takes the request when those before it are not there. */
  private static List<RouteCandidate> inTurn(List<RouteCandidate> holding) {
    List<RouteCandidate> left = new ArrayList<>(holding);
    List<RouteCandidate> turns = new ArrayList<>();
    while (!left.isEmpty()) {
      String owner = left.getFirst().route().route().namespace();
      RouteCandidate next =
          left.stream()
              .filter(candidate -> candidate.route().route().namespace().equals(owner))
              // The first of those alike, and what is left is in order.
              .min(Comparator.comparingInt(candidate -> -candidate.route().priority()))
              .orElseThrow();
      left.remove(next);
      turns.add(next);
    }
    return turns;
  }

  private static RouteMatching outcome(List<RouteCandidate> holding, List<NearMiss> missing) {
    if (!holding.isEmpty()) {
      RouteCandidate taken = holding.getFirst();
      return new RouteMatching.Matched(
          taken.route(),
          taken.route().rules().get(taken.ruleIndex()),
          taken.ruleIndex(),
          taken.match());
    }
    SortedSet<String> allowed = new TreeSet<>();
    for (NearMiss miss : missing) {
      if (miss.failing().size() == 1
          && miss.failing().getFirst() instanceof MethodCondition(MethodMatch.Is(String method))) {
        allowed.add(method);
        if (method.equals("GET")) {
          allowed.add("HEAD");
        }
      }
    }
    return allowed.isEmpty()
        ? new RouteMatching.NotFound()
        : new RouteMatching.MethodNotAllowed(allowed);
  }
}
