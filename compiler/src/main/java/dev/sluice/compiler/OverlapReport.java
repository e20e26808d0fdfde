package dev.sluice.compiler;

import dev.sluice.compiler.OverlapCompilation.Lost;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.diagnostic.RouteReason;
import dev.sluice.compiler.resolve.LoginRules;
import dev.sluice.matching.Condition;
import dev.sluice.matching.MatchConditions;
import dev.sluice.matching.MethodCondition;
import dev.sluice.matching.Overlap.Way;
import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RouteMatch;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import java.util.List;
import java.util.stream.Collectors;

/** Says of a rule that it is never asked, or only in part, and whose doing that is. */
final class OverlapReport {
  private final ObjectKey dataPlane;
  private final Diagnostics diagnostics;

  OverlapReport(ObjectKey dataPlane, Diagnostics diagnostics) {
    this.dataPlane = dataPlane;
    this.diagnostics = diagnostics;
  }

  /**
   * @param lost of one rule; not empty
   * @param field where the rule is written
   */
  void report(List<Lost> lost, String field) {
    Way way = lost.getFirst().loss().loser();
    RouteRule rule = way.route().rules().get(way.ruleIndex());
    boolean duplicate = lost.stream().allMatch(each -> each.loss().isDuplicate());
    RouteReason reason = duplicate ? RouteReason.DUPLICATE : RouteReason.SHADOWED;
    String more = lost.size() == 1 ? "" : ", and " + (lost.size() - 1) + " more of its kind";
    String what = text(lost.getFirst()) + more + "; ";
    Way taker = lost.getFirst().loss().taker();
    String other = taker.route().rules().get(taker.ruleIndex()).name();
    if (LoginRules.isOne(rule.name()) && LoginRules.isOne(other)) {
      diagnostics.error(
          reason,
          field,
          "use login with "
              + PlainText.quote(LoginRules.provider(rule.name()))
              + ", whose redirectPath or logoutPath is that of the login with "
              + PlainText.quote(LoginRules.provider(other))
              + " at "
              + at()
              + ": "
              + what
              + "who comes there comes to the other; give one of the two providers paths of its own,"
              + " or this route another host");
      return;
    }
    if (LoginRules.isOne(rule.name())) {
      diagnostics.error(
          reason,
          field,
          "are in the way of a login: the rule "
              + PlainText.quote(rule.name())
              + ", which stands for its redirectPath and logoutPath, is not always asked at "
              + at()
              + ": "
              + what
              + "give the provider other paths, or change that rule");
      return;
    }
    what += cure(lost.getFirst());
    if (lost.size() == way.route().hostnames().size() * rule.matches().size()) {
      diagnostics.error(reason, field, "is never asked at " + at() + ": " + what);
    } else {
      diagnostics.warning(
          reason, field + ".matches", "are asked only in part at " + at() + ": " + what);
    }
  }

  private String at() {
    return "the DataPlane "
        + PlainText.quote(dataPlane.name())
        + " in namespace "
        + PlainText.quote(dataPlane.namespace());
  }

  private static String text(Lost lost) {
    Way loser = lost.loss().loser();
    Way taker = lost.loss().taker();
    RouteRule rule = taker.route().rules().get(taker.ruleIndex());
    boolean sameRoute = taker.route().route().equals(loser.route().route());
    return "what asks for "
        + text(lost.host(), loser.match())
        + " is taken by rule "
        + PlainText.quote(rule.name())
        + (sameRoute
            ? " of this route"
            : " of the route " + PlainText.quote(taker.route().route().toString()))
        + (lost.loss().isDuplicate()
            ? ", which asks for the same and"
            : " (" + text(taker) + "), which")
        + " comes first"
        + why(loser.route(), taker.route(), lost.loss().isDuplicate());
  }

  private static String why(RouteSection loser, RouteSection taker, boolean duplicate) {
    if (taker.priority() > loser.priority() && sameNamespace(loser, taker)) {
      return " by its priority";
    }
    if (!duplicate || taker.route().equals(loser.route())) {
      return "";
    }
    return taker.created() < loser.created() ? ", being older" : " by namespace and name";
  }

  private static boolean sameNamespace(RouteSection one, RouteSection other) {
    return one.route().namespace().equals(other.route().namespace());
  }

  private static String cure(Lost lost) {
    return lost.loss().isDuplicate()
        ? "remove one of the two, or add a condition that tells them apart"
        : "remove it, or ask for something more specific";
  }

  private static String text(Way way) {
    return conditions(MatchConditions.of(new HostPattern.Any(), way.match()), false);
  }

  private static String text(HostPattern host, RouteMatch match) {
    return conditions(MatchConditions.of(host, match), true);
  }

  private static String conditions(MatchConditions conditions, boolean withHost) {
    String text =
        conditions.all().stream()
            .skip(withHost ? 0 : 1)
            .filter(
                condition ->
                    !(condition instanceof MethodCondition(MethodMatch method)
                        && method instanceof MethodMatch.Any))
            .map(Condition::text)
            .collect(Collectors.joining(", "));
    return PlainText.shortened(text);
  }
}
