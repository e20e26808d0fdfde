package dev.sluice.cli.diff;

import dev.sluice.cli.words.LimitWords;
import dev.sluice.matching.Subsumption;
import dev.sluice.snapshot.LimitCondition;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.RouteMatch;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Which requests conditions of limits count. */
final class CountedRequests {
  private CountedRequests() {}

  /** Whether these certainly count all that the others do. None counts every request. */
  static boolean covers(List<LimitCondition> wide, List<LimitCondition> narrow) {
    return wide.isEmpty()
        || !narrow.isEmpty()
            && narrow.stream()
                .flatMap(CountedRequests::methods)
                .allMatch(each -> wide.stream().anyMatch(whole -> covers(whole, each)));
  }

  /** One for each method, for they may have gone to conditions of their own. */
  private static Stream<LimitCondition> methods(LimitCondition condition) {
    return condition.methods().size() < 2
        ? Stream.of(condition)
        : condition.methods().stream()
            .map(
                method ->
                    new LimitCondition(
                        List.of(method),
                        condition.path(),
                        condition.headers(),
                        condition.clientCidrs(),
                        condition.claims()));
  }

  private static boolean covers(LimitCondition wide, LimitCondition narrow) {
    return wantsAll(wide.claims(), narrow.claims())
        && matches(wide)
            .anyMatch(whole -> matches(narrow).allMatch(part -> Subsumption.covers(whole, part)));
  }

  /** As of rules, one for each method. */
  private static Stream<RouteMatch> matches(LimitCondition condition) {
    RouteMatch match = LimitWords.asMatch(condition);
    return condition.methods().isEmpty()
        ? Stream.of(match)
        : condition.methods().stream()
            .map(
                method ->
                    new RouteMatch(
                        match.path(),
                        new MethodMatch.Is(method),
                        match.headers(),
                        match.queryParams(),
                        match.cookies(),
                        match.clientCidrs()));
  }

  private static boolean wantsAll(
      Map<String, List<String>> wide, Map<String, List<String>> narrow) {
    return wide.entrySet().stream()
        .allMatch(
            claim ->
                narrow.containsKey(claim.getKey())
                    && claim.getValue().containsAll(narrow.get(claim.getKey())));
  }
}
