package dev.sluice.dataplane.chain;

import dev.sluice.dataplane.auth.Admitted;
import dev.sluice.dataplane.auth.Authentication;
import dev.sluice.dataplane.auth.Authorization;
import dev.sluice.dataplane.auth.Challenges;
import dev.sluice.dataplane.auth.ClosedDoor;
import dev.sluice.dataplane.auth.authorization.RuleCheck;
import dev.sluice.dataplane.cors.Handshakes;
import dev.sluice.dataplane.handler.AddressCheck;
import dev.sluice.dataplane.limit.RuleLimits;
import dev.sluice.matching.AddressGate;
import dev.sluice.snapshot.AccessPolicies;
import dev.sluice.snapshot.Authentication.ByProviders;
import java.util.ArrayList;
import java.util.List;

/** The part of a rule's chain that decides who may pass. */
final class AccessSteps {
  private AccessSteps() {}

  /** None where everybody may, as often as they like. */
  static List<Step> of(AccessPolicies access, RouteChain.Parts parts, RuleLimits limits) {
    List<Step> steps = new ArrayList<>();
    if (!access.addresses().lists().isEmpty()) {
      AddressGate gate = AddressGate.of(access.addresses(), parts.feeds());
      steps.add(
          new Step(
              "ip access",
              "the cheapest refusal, before any credential is looked at",
              next -> new AddressCheck(gate, next)));
    }
    boolean open = steps.isEmpty();
    if (!limits.byAddress().isEmpty()) {
      steps.add(
          new Step(
              "limits " + limits.byAddress(),
              "need not know who asks, so that guessing who somebody is is limited too",
              limits::byAddress));
    }
    int limited = steps.size();
    Challenges challenges = authentication(access, parts, steps);
    List<RuleCheck> rules =
        access.authorization().rules().stream()
            .map(rule -> new RuleCheck(rule, parts.grants()))
            .toList();
    if (!rules.isEmpty()) {
      steps.add(
          new Step(
              "authorization",
              "as soon as it is known who asks, before anything is done for them",
              next -> new Authorization(rules, challenges, next)));
    }
    if (!open || steps.size() > limited) {
      steps.add(new Step("admitted", "behind the last that may say no to a client", Admitted::new));
    }
    if (!limits.byIdentity().isEmpty()) {
      steps.add(
          new Step(
              "limits of clients " + limits.byIdentity(),
              "as soon as it is known who asks and that they may, before anything of the body",
              limits::byIdentity));
    }
    return steps;
  }

  private static Challenges authentication(
      AccessPolicies access, RouteChain.Parts parts, List<Step> steps) {
    return switch (access.authentication()) {
      case dev.sluice.snapshot.Authentication.Unsaid unsaid -> Challenges.NONE;
      case dev.sluice.snapshot.Authentication.Public open -> Challenges.NONE;
      case dev.sluice.snapshot.Authentication.Closed closed -> {
        steps.add(
            new Step(
                "closed", "what would let clients pass cannot be had", next -> new ClosedDoor()));
        yield Challenges.NONE;
      }
      case ByProviders(List<String> names, boolean optional) -> {
        Challenges challenges = new Challenges(names.stream().map(parts.providers()).toList());
        Handshakes handshakes = Handshakes.of(access.cors());
        steps.add(
            new Step(
                "authentication",
                "before every decision that depends on who asks",
                next -> new Authentication(challenges, optional, handshakes, next)));
        yield challenges;
      }
    };
  }
}
