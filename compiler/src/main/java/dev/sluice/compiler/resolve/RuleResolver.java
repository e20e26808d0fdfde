package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.ConditionType;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.diagnostic.RouteReason;
import dev.sluice.crds.Rule;
import dev.sluice.crds.Timeouts;
import dev.sluice.snapshot.RouteMatch;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.RouteTimeouts;
import dev.sluice.snapshot.Stickiness;
import dev.sluice.snapshot.Timeout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules of one route. */
final class RuleResolver {
  private static final Timeout DEFAULT_REQUEST_TIMEOUT = Timeout.after(Duration.ofSeconds(60));

  private final Diagnostics diagnostics;
  private final MatchResolver matches;
  private final FilterResolver filters;
  private final TargetResolver targets;
  private final SplitResolver splits;

  RuleResolver(Diagnostics diagnostics, TargetResolver targets) {
    this.diagnostics = diagnostics;
    this.matches = new MatchResolver(diagnostics);
    this.filters = new FilterResolver(diagnostics, targets);
    this.targets = targets;
    this.splits = new SplitResolver(diagnostics);
  }

  /** A rule as it came out: usable, broken with the name under which it was known, or put away. */
  sealed interface Outcome {
    record Good(ResolvedRule.Written rule) implements Outcome {}

    record Broken(String name) implements Outcome {}

    /** Not to be served, good or broken. */
    record Suspended() implements Outcome {}
  }

  /** In the order of the resource. A rule whose name is taken has no outcome. */
  List<Outcome> resolve(List<Rule> rules, @Nullable Timeouts routeTimeouts) {
    Optional<Timeout> routeTimeout =
        timeout(routeTimeouts, Optional.of(DEFAULT_REQUEST_TIMEOUT), "spec.timeouts");
    List<Outcome> outcomes = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < rules.size(); i++) {
      Rule rule = rules.get(i);
      String field = "spec.rules[" + i + "]";
      String name = rule.name() == null ? "rule-" + i : rule.name();
      if (names.add(name)) {
        Outcome outcome = resolve(rule, name, routeTimeout, field);
        boolean suspended = Boolean.TRUE.equals(rule.suspend());
        outcomes.add(suspended ? new Outcome.Suspended() : outcome);
      } else {
        diagnostics.error(
            RouteReason.DUPLICATE_RULE_NAME,
            rule.name() == null ? field : field + ".name",
            PlainText.quote(name)
                + " names an earlier rule already, and this one is not served; give it another"
                + " name");
      }
    }
    return outcomes;
  }

  private Outcome resolve(Rule rule, String name, Optional<Timeout> routeTimeout, String field) {
    int errorsBefore = contentErrors();
    List<RouteMatch> resolvedMatches = matches.resolve(rule.matches(), field + ".matches");
    ResolvedFilters resolvedFilters = filters.resolve(rule.filters(), field + ".filters");
    List<ResolvedTarget> resolvedTargets =
        targets.resolve(rule.backendRefs(), field + ".backendRefs");
    Stickiness stickiness = splits.resolve(rule.split(), resolvedTargets, field + ".split");
    Optional<Timeout> timeout = timeout(rule.timeouts(), routeTimeout, field + ".timeouts");
    checkAction(rule, field);
    checkMirror(rule, field);
    if (timeout.isEmpty() || contentErrors() > errorsBefore) {
      return new Outcome.Broken(name);
    }
    return new Outcome.Good(
        new ResolvedRule.Written(
            name,
            resolvedMatches,
            resolvedFilters,
            resolvedTargets,
            stickiness,
            RoutePolicies.of(RouteTimeouts.ofRequest(timeout.get()))));
  }

  /** References that cannot be followed leave a rule whole: their share is answered with 500. */
  private int contentErrors() {
    return diagnostics.errors(ConditionType.ACCEPTED);
  }

  private void checkAction(Rule rule, String field) {
    boolean answers = rule.filters().stream().anyMatch(filter -> filter.directResponse() != null);
    boolean forwards = !rule.backendRefs().isEmpty();
    if (answers && forwards) {
      diagnostics.error(
          RouteReason.INVALID_RULE,
          field + ".backendRefs",
          "stand beside a DirectResponse filter, and a request has one answer; remove one of the"
              + " two");
    }
    if (!answers && !forwards) {
      diagnostics.error(
          RouteReason.INVALID_RULE,
          field,
          "has nothing to do with a request; give backendRefs or a DirectResponse filter");
    }
  }

  private void checkMirror(Rule rule, String field) {
    for (int i = 0; i < rule.filters().size(); i++) {
      if (rule.filters().get(i).requestMirror() != null && rule.backendRefs().isEmpty()) {
        diagnostics.error(
            RouteReason.INVALID_FILTER,
            field + ".filters[" + i + "].requestMirror",
            "copies what goes to a backend, and this rule has no backendRefs; remove it or add"
                + " them");
      }
    }
  }

  private Optional<Timeout> timeout(
      @Nullable Timeouts timeouts, Optional<Timeout> otherwise, String field) {
    String written = timeouts == null ? null : timeouts.request();
    if (written == null) {
      return otherwise;
    }
    Optional<Duration> duration = Durations.parse(written);
    if (duration.isEmpty()) {
      diagnostics.error(
          RouteReason.INVALID_DURATION,
          field + ".request",
          PlainText.quote(written) + " is no duration; " + Durations.CURE + ", or 0s for no limit");
    }
    return duration.map(limit -> limit.isZero() ? Timeout.NONE : Timeout.after(limit));
  }
}
