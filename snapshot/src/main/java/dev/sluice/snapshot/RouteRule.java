package dev.sluice.snapshot;

import java.util.List;

/**
 * A rule: when any of its matches holds, edit the request and act.
 *
 * @param name as the user gave it, or {@code rule-N} by position, unique within the route
 * @param matches any of; never empty
 * @param requestHeaders edits before the request goes to a backend
 */
public record RouteRule(
    String name,
    List<RouteMatch> matches,
    HeaderEdits requestHeaders,
    RouteAction action,
    RouteTimeouts timeouts) {
  public RouteRule {
    matches = List.copyOf(matches);
  }
}
