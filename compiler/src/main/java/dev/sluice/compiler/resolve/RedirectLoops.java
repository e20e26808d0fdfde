package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.diagnostic.RouteReason;
import dev.sluice.crds.Rule;
import dev.sluice.matching.DescribedRequest;
import dev.sluice.matching.PathRewriter;
import dev.sluice.matching.RewrittenPath;
import dev.sluice.matching.RouteMatching;
import dev.sluice.matching.RouteTable;
import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PathMatch;
import dev.sluice.snapshot.PathRewrite;
import dev.sluice.snapshot.RedirectPort;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RouteMatch;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Redirects that lead back to the rule that they come from, so that a client follows them until it
 * gives up. Asked of the same table that takes requests, with the rules of this one route: another
 * route may stand between, so it is a warning.
 */
final class RedirectLoops {
  private static final String HOST = "loop.invalid";
  private static final RouteAction ELSEWHERE = new RouteAction.Respond(200, "", "");

  private final ObjectKey route;
  private final Diagnostics diagnostics;

  RedirectLoops(ObjectKey route, Diagnostics diagnostics) {
    this.route = route;
    this.diagnostics = diagnostics;
  }

  /**
   * @param written the rules as they stand in the resource
   * @param outcomes what became of them
   */
  void warn(List<Rule> written, List<RuleResolver.Outcome> outcomes) {
    List<RouteRule> rules = new ArrayList<>();
    boolean redirects = false;
    for (RuleResolver.Outcome outcome : outcomes) {
      if (outcome
          instanceof
          RuleResolver.Outcome.Good(ResolvedRule.Written rule, var policies, var field)) {
        Optional<RouteAction> answer = rule.filters().answer();
        redirects |= answer.filter(RedirectLoops::staysHere).isPresent();
        rules.add(
            new RouteRule(
                rule.name(),
                rule.matches(),
                List.of(),
                answer.orElse(ELSEWHERE),
                RoutePolicies.DEFAULT));
      }
    }
    if (redirects) {
      RouteTable table =
          RouteTable.of(
              List.of(new RouteSection(route, 0, 0, List.of(new HostPattern.Any()), rules)));
      rules.forEach(rule -> check(rule, field(rule.name(), written), table));
    }
  }

  /**
   * The same for redirects from plain text to HTTPS where the rule is asked by both.
   *
   * @param plane that listens to both
   */
  void warnOfHttps(ObjectKey plane, List<Rule> written, List<RuleResolver.Outcome> outcomes) {
    for (RuleResolver.Outcome outcome : outcomes) {
      if (outcome
              instanceof
              RuleResolver.Outcome.Good(ResolvedRule.Written rule, var policies, var field)
          && rule.filters().answer().orElse(ELSEWHERE) instanceof RouteAction.Redirect redirect
          && redirect.scheme().equals("https")
          && redirect.hostname().isEmpty()
          && redirect.path().equals(new PathRewrite.Keep())) {
        diagnostics.warning(
            RouteReason.INVALID_FILTER,
            field(rule.name(), written),
            "redirects to HTTPS what came by HTTPS already, for the DataPlane "
                + PlainText.quote(plane.name())
                + " listens to both; such requests get 508. Use httpsRedirect on its plain"
                + " listener instead");
      }
    }
  }

  /** Of rules with one name the first is served. */
  private static String field(String name, List<Rule> written) {
    int index = 0;
    while (!name.equals(RuleResolver.nameOf(written.get(index), index))) {
      index++;
    }
    return "spec.rules[" + index + "].filters";
  }

  private void check(RouteRule rule, String field, RouteTable table) {
    if (!(rule.action() instanceof RouteAction.Redirect redirect) || !staysHere(redirect)) {
      return;
    }
    for (RouteMatch match : rule.matches()) {
      Optional<String> path = example(match.path());
      if (path.isPresent()
          && PathRewriter.of(redirect.path()).rewrite(path.get(), match.path())
              instanceof RewrittenPath.Path(String target)
          && takes(table, rule, path.get(), match.method())
          && takes(table, rule, target, match.method())) {
        diagnostics.warning(
            RouteReason.INVALID_FILTER,
            field,
            "redirects "
                + PlainText.quote(path.get())
                + " to "
                + PlainText.quote(target)
                + ", which it takes itself and redirects again; add a rule for the target, or"
                + " narrow the match");
        return;
      }
    }
  }

  /** To the same scheme, host and port. */
  private static boolean staysHere(RouteAction action) {
    return action instanceof RouteAction.Redirect redirect
        && redirect.scheme().isEmpty()
        && redirect.hostname().isEmpty()
        && redirect.port() instanceof RedirectPort.OfRequest;
  }

  /** A path that the condition takes; patterns have none that is easy to name. */
  private static Optional<String> example(PathMatch path) {
    return switch (path) {
      case PathMatch.Exact exact -> Optional.of(exact.value());
      case PathMatch.Prefix prefix -> Optional.of(prefix.value());
      case PathMatch.Glob glob -> Optional.empty();
      case PathMatch.Regex regex -> Optional.empty();
    };
  }

  private static boolean takes(
      RouteTable table, RouteRule rule, String path, MethodMatch condition) {
    String method = condition instanceof MethodMatch.Is(String name) ? name : "GET";
    return table.match(DescribedRequest.of(method, HOST, path))
            instanceof RouteMatching.Matched matched
        && matched.rule() == rule;
  }
}
