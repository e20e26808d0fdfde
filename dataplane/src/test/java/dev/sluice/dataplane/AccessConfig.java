package dev.sluice.dataplane;

import dev.sluice.snapshot.AccessPolicies;
import dev.sluice.snapshot.Authentication;
import dev.sluice.snapshot.RouteRule;
import java.util.List;

/** Rules with a policy of access. */
final class AccessConfig {
  private AccessConfig() {}

  static RouteRule asking(RouteRule rule, String... providers) {
    return asking(rule, new Authentication.ByProviders(List.of(providers), false));
  }

  static RouteRule asking(RouteRule rule, Authentication authentication) {
    AccessPolicies open = AccessPolicies.OPEN;
    return new RouteRule(
        rule.name(),
        rule.matches(),
        rule.filters(),
        rule.action(),
        rule.policies()
            .with(
                new AccessPolicies(
                    authentication,
                    open.authorization(),
                    open.addresses(),
                    open.cors(),
                    open.securityHeaders())));
  }
}
