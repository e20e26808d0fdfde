package dev.sluice.cli.explain;

import dev.sluice.cli.words.PlainWords;
import dev.sluice.cli.words.Shares;
import dev.sluice.dataplane.chain.PrintedChain;
import dev.sluice.matching.Condition;
import dev.sluice.matching.DescribedRequest;
import dev.sluice.matching.MatchConditions;
import dev.sluice.matching.RouteCandidate;
import dev.sluice.snapshot.EffectivePolicy;
import dev.sluice.snapshot.Regions;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.Snapshot;
import dev.sluice.snapshot.Stickiness;
import java.util.List;
import java.util.Optional;

/**
 * The rule that takes a request, and what it does.
 *
 * @param conditions of the match that holds
 * @param shares where the request may go; empty when the gateway answers itself
 * @param filters in words
 * @param chain handlers in order, each with its reason
 * @param forwarded what the backend sees; empty when the gateway answers itself
 * @param policies each rule of authorization by itself, for each has an origin of its own
 * @param limits that are attached to where the request goes, whether they count it or not
 * @param asked of the client, which nobody can show here; empty where nobody is asked
 */
public record TakenRule(
    RouteCandidate candidate,
    RouteRule rule,
    List<Condition> conditions,
    List<Shares.Share> shares,
    List<String> filters,
    List<String> chain,
    Optional<ForwardedRequest> forwarded,
    List<EffectivePolicy> policies,
    List<MetLimit> limits,
    Optional<String> asked) {
  static TakenRule of(Snapshot snapshot, RouteCandidate candidate, DescribedRequest request) {
    RouteRule rule = candidate.route().rules().get(candidate.ruleIndex());
    boolean forwards = rule.action() instanceof RouteAction.Forward;
    return new TakenRule(
        candidate,
        rule,
        MatchConditions.of(candidate.host(), candidate.match()).all(),
        rule.action() instanceof RouteAction.Forward forward
            ? Shares.of(candidate.route().route(), forward.targets())
            : List.of(),
        rule.filters().stream().map(PlainWords::text).toList(),
        PrintedChain.of(snapshot, candidate.route(), rule),
        forwards ? Optional.of(ForwardedRequest.of(candidate, rule, request)) : Optional.empty(),
        AccessWords.policies(rule.policies()),
        MetLimit.of(snapshot, candidate.route(), rule, request),
        AccessWords.asked(rule.policies().access()));
  }

  /** What happens, in one line. */
  public String action() {
    if (!(rule.action() instanceof RouteAction.Forward forward)) {
      return PlainWords.text(rule.action());
    }
    String to = String.join(", ", shares.stream().map(Shares.Share::toString).toList());
    String sticky =
        forward.stickiness().equals(Stickiness.NONE)
            ? ""
            : ", sticky " + PlainWords.text(forward.stickiness());
    String regions =
        forward.regions().equals(Regions.NONE)
            ? ""
            : ", by region " + PlainWords.text(forward.regions());
    return "goes " + to + sticky + regions;
  }
}
