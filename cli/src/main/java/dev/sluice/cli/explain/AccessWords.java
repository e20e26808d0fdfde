package dev.sluice.cli.explain;

import dev.sluice.snapshot.AccessPolicies;
import dev.sluice.snapshot.AccessRule;
import dev.sluice.snapshot.Authentication;
import dev.sluice.snapshot.EffectivePolicy;
import dev.sluice.snapshot.RoutePolicies;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a rule wants to know of clients. Headers given to {@code explain} prove nothing. */
final class AccessWords {
  private AccessWords() {}

  /** All effective policies, of which authorization may stand there several times. */
  static List<EffectivePolicy> policies(RoutePolicies policies) {
    List<AccessRule> rules = policies.access().authorization().rules();
    return policies.effective().stream()
        .flatMap(
            each ->
                each.policy().equals("authorization") && !rules.isEmpty()
                    ? rules.stream()
                        .map(
                            rule ->
                                new EffectivePolicy(
                                    "authorization", rule.toString(), Optional.of(rule.origin())))
                    : Stream.of(each))
        .toList();
  }

  static Optional<String> asked(AccessPolicies access) {
    return switch (access.authentication()) {
      case Authentication.Closed closed ->
          Optional.of(
              "nothing that would help: the rule lets nobody pass until it is mended (503)");
      case Authentication.ByProviders(List<String> names, boolean optional) ->
          Optional.of(
              "a credential for "
                  + String.join(" or ", names)
                  + ", which headers given here do not prove"
                  + (optional ? "; without one the client has no name" : "; without a good one 401")
                  + (access.authorization().rules().isEmpty()
                      ? ""
                      : ", and whoever is known but lacks what authorization asks gets 403"));
      case Authentication.Unsaid unsaid -> Optional.empty();
      case Authentication.Public open -> Optional.empty();
    };
  }
}
