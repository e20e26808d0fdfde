package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.RouteReason;
import dev.sluice.crds.Filter;
import dev.sluice.crds.PathRewrite;
import dev.sluice.crds.Rule;
import dev.sluice.snapshot.PathMatch;
import dev.sluice.snapshot.RouteMatch;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What may not stand together in one rule. */
final class FilterCombinations {
  /** These answer; a request has one answer. */
  private static final Set<Filter.Type> ANSWERS =
      EnumSet.of(Filter.Type.DirectResponse, Filter.Type.RequestRedirect);

  private final Diagnostics diagnostics;

  FilterCombinations(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  /**
   * @param matches of the rule, resolved
   */
  void check(Rule rule, List<RouteMatch> matches, String field) {
    Optional<Filter.Type> answer = answer(rule, field);
    boolean forwards = !rule.backendRefs().isEmpty();
    if (answer.isPresent() && forwards) {
      diagnostics.error(
          RouteReason.INVALID_RULE,
          field + ".backendRefs",
          "stand beside a "
              + answer.get()
              + " filter, and a request has one answer; remove one of the two");
    }
    if (answer.isEmpty() && !forwards) {
      diagnostics.error(
          RouteReason.INVALID_RULE,
          field,
          "has nothing to do with a request; give backendRefs, or a filter of type DirectResponse"
              + " or RequestRedirect");
    }
    for (int i = 0; i < rule.filters().size(); i++) {
      Filter filter = rule.filters().get(i);
      String place = field + ".filters[" + i + "]";
      if (!forwards && filter.requestMirror() != null) {
        diagnostics.error(
            RouteReason.INVALID_RULE,
            place + ".requestMirror",
            "copies what goes to a backend, and this rule has no backendRefs; remove it or add"
                + " them");
      }
      if (!forwards && filter.urlRewrite() != null) {
        diagnostics.error(
            RouteReason.INVALID_RULE,
            place + ".urlRewrite",
            "changes what a backend sees, and this rule has no backendRefs; remove it or add them");
      }
      if (filter.urlRewrite() != null) {
        checkPrefix(filter.urlRewrite().path(), matches, place + ".urlRewrite.path.type");
      }
      if (filter.requestRedirect() != null) {
        checkPrefix(filter.requestRedirect().path(), matches, place + ".requestRedirect.path.type");
      }
    }
  }

  /** The first filter that answers; a second is an error. */
  private Optional<Filter.Type> answer(Rule rule, String field) {
    Optional<Filter.Type> answer = Optional.empty();
    for (int i = 0; i < rule.filters().size(); i++) {
      Filter.Type type = typeOf(rule.filters().get(i));
      if (type == null || !ANSWERS.contains(type)) {
        continue;
      }
      if (answer.isPresent() && answer.get() != type) {
        diagnostics.error(
            RouteReason.INVALID_RULE,
            field + ".filters[" + i + "]",
            type
                + " stands beside "
                + answer.get()
                + ", and a request has one answer; remove one of the two");
      }
      answer = answer.or(() -> Optional.of(type));
    }
    return answer;
  }

  /** Where a type is missing, which is an error by itself, the member says what was meant. */
  private static Filter.@Nullable Type typeOf(Filter filter) {
    if (filter.type() != null) {
      return filter.type();
    }
    return filter.directResponse() != null
        ? Filter.Type.DirectResponse
        : filter.requestRedirect() != null ? Filter.Type.RequestRedirect : null;
  }

  private void checkPrefix(@Nullable PathRewrite path, List<RouteMatch> matches, String field) {
    if (path == null
        || path.type() != PathRewrite.Type.ReplacePrefixMatch
        || matches.stream().allMatch(match -> match.path() instanceof PathMatch.Prefix)) {
      return;
    }
    diagnostics.error(
        RouteReason.INVALID_RULE,
        field,
        "ReplacePrefixMatch needs a prefix that matched, and a match of this rule has another type"
            + " of path; make all its matches PathPrefix, or use ReplaceFullPath or"
            + " ReplaceRegexMatch");
  }
}
