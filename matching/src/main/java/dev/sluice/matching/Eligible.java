package dev.sluice.matching;

import dev.sluice.snapshot.RouteSection;
import org.jspecify.annotations.Nullable;

/**
 * Which routes are looked at: all, or those of one namespace above a priority.
 *
 * @param namespace null for all routes
 */
record Eligible(@Nullable String namespace, int abovePriority) {
  static final Eligible ALL = new Eligible(null, 0);

  static Eligible rivalsOf(RouteSection route) {
    return new Eligible(route.route().namespace(), route.priority());
  }

  boolean includes(Candidate candidate) {
    RouteSection route = candidate.described().route();
    return namespace == null
        || (route.priority() > abovePriority && route.route().namespace().equals(namespace));
  }
}
