package dev.sluice.dataplane;

import dev.sluice.snapshot.AccessPolicies;
import dev.sluice.snapshot.AccessRule;
import dev.sluice.snapshot.Authentication;
import dev.sluice.snapshot.Authorization;
import dev.sluice.snapshot.DecisionMode;
import dev.sluice.snapshot.PolicyOrigin;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RouteFilter;
import dev.sluice.snapshot.RouteRule;
import java.util.List;
import java.util.TreeMap;

/** Rules that ask who clients are, and what. */
final class Access {
  private Access() {}

  /** Below the path, for clients that the provider {@code idp} knows. */
  static RouteRule known(
      String prefix, boolean optional, RouteAction action, List<AccessRule> rules) {
    return known(prefix, optional, action, rules, new RouteFilter[0]);
  }

  static RouteRule known(
      String prefix,
      boolean optional,
      RouteAction action,
      List<AccessRule> rules,
      RouteFilter... filters) {
    RouteRule plain = Config.rule(prefix, action, filters);
    return plain.with(
        plain
            .policies()
            .with(
                new AccessPolicies(
                    new Authentication.ByProviders(List.of("idp"), optional),
                    new Authorization(rules),
                    AccessPolicies.OPEN.addresses(),
                    AccessPolicies.OPEN.cors(),
                    AccessPolicies.OPEN.securityHeaders())));
  }

  /** Asked by the route {@code test/r}. */
  static AccessRule role(DecisionMode mode, String... roles) {
    return rule(List.of(roles), List.of(), mode);
  }

  static AccessRule permission(String... permissions) {
    return rule(List.of(), List.of(permissions), DecisionMode.ENFORCE);
  }

  private static AccessRule rule(List<String> roles, List<String> permissions, DecisionMode mode) {
    return new AccessRule(
        roles,
        permissions,
        List.of(),
        new TreeMap<>(),
        List.of(),
        mode,
        new PolicyOrigin("authorization", "GatewayRoute", Config.key("r"), "spec.authorization"));
  }
}
