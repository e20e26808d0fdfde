package dev.sluice.matching;

import dev.sluice.snapshot.RouteMatch;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** What the routes say about a request. */
public sealed interface RouteMatching {
  /**
   * The rule that takes the request.
   *
   * @param ruleIndex position of the rule in the route
   * @param match the one of the rule that holds; of several the one that wins
   */
  record Matched(RouteSection route, RouteRule rule, int ruleIndex, RouteMatch match)
      implements RouteMatching {}

  /**
   * Rules hold for host and path, but none for the method: 405.
   *
   * @param allow the methods for which one holds, for the {@code Allow} header
   */
  record MethodNotAllowed(SortedSet<String> allow) implements RouteMatching {
    public MethodNotAllowed {
      allow = Collections.unmodifiableSortedSet(new TreeSet<>(allow));
    }
  }

  /** No rule holds: 404. */
  record NotFound() implements RouteMatching {}
}
