package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostic;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.diagnostic.RouteReason;
import dev.sluice.snapshot.AccessPolicies;
import dev.sluice.snapshot.Authentication;
import dev.sluice.snapshot.Authorization;
import dev.sluice.snapshot.Cors;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.PathMatch;
import dev.sluice.snapshot.Regions;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RouteMatch;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.Stickiness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Rules that nobody writes: where people who log in come back, and where they log out. A route that
 * uses a provider of login has them on all of its hosts, whatever its own rules take.
 */
public final class LoginRules {
  private static final String SUFFIX = "#login";

  private final PlaneTerms terms;
  private final RoutePolicies ofPlane;
  private final Diagnostics diagnostics;
  private final List<Diagnostic> obstacles = new ArrayList<>();

  /**
   * @param ofPlane what the data plane asks of rules that say nothing
   */
  LoginRules(PlaneTerms terms, RoutePolicies ofPlane, Diagnostics diagnostics) {
    this.terms = terms;
    this.ofPlane = ofPlane;
    this.diagnostics = diagnostics;
  }

  /** What stands against the route here. */
  List<Diagnostic> obstacles() {
    return List.copyOf(obstacles);
  }

  /**
   * The rules with those of login behind them, where no rule changes its place for them. One of the
   * route's own that takes their paths is reported like any that takes another's.
   */
  List<ResolvedRule> with(List<ResolvedRule> rules) {
    if (terms.logins().isEmpty()) {
      return rules;
    }
    SortedSet<String> used = new TreeSet<>();
    for (ResolvedRule rule : rules) {
      RoutePolicies policies =
          switch (rule) {
            case ResolvedRule.Written written -> written.policies();
            case ResolvedRule.LastGood before -> before.rule().policies();
          };
      if (policies.access().authentication() instanceof Authentication.ByProviders asked) {
        asked.providers().stream().filter(terms.logins()::containsKey).forEach(used::add);
      }
    }
    List<ResolvedRule> all = new ArrayList<>(rules);
    Map<String, String> taken = new HashMap<>();
    for (String provider : used) {
      List<String> paths = terms.logins().getOrDefault(provider, List.of());
      Optional<String> same = paths.stream().filter(taken::containsKey).findFirst();
      if (same.isPresent()) {
        obstacles.add(
            diagnostics.error(
                RouteReason.INVALID_POLICY,
                "spec.rules",
                "use login with "
                    + PlainText.quote(String.valueOf(taken.get(same.get())))
                    + " and with "
                    + PlainText.quote(provider)
                    + ", which are both answered at "
                    + same.get()
                    + "; have redirectPath and logoutPath of one of them changed"));
      } else {
        paths.forEach(path -> taken.put(path, provider));
        all.add(rule(provider, paths));
      }
    }
    return all;
  }

  private ResolvedRule rule(String provider, List<String> paths) {
    return new ResolvedRule.Written(
        provider + SUFFIX,
        paths.stream()
            .map(path -> RouteMatch.of(new PathMatch.Exact(path), new MethodMatch.Any()))
            .toList(),
        new ResolvedFilters(
            List.of(), Optional.of(new RouteAction.Respond(404, "", "")), Optional.empty()),
        List.of(),
        Stickiness.NONE,
        Regions.NONE,
        ofPlane.with(access(provider)));
  }

  /**
   * Of what else may keep people out, that of the data plane holds. That of the rules does not: who
   * comes back has passed it on the way out, and meets it again behind.
   */
  private AccessPolicies access(String provider) {
    AccessPolicies access = ofPlane.access();
    return new AccessPolicies(
        access.authentication() instanceof Authentication.Closed
            ? Authentication.CLOSED
            : new Authentication.ByProviders(List.of(provider), false),
        Authorization.NONE,
        access.addresses(),
        Cors.OFF,
        access.securityHeaders());
  }

  /** Of such a rule, which login it is of. */
  public static String provider(String ruleName) {
    return ruleName.substring(0, ruleName.length() - SUFFIX.length());
  }

  /** Whether it is none of those that the route has written. */
  public static boolean isOne(String ruleName) {
    return ruleName.endsWith(SUFFIX);
  }
}
