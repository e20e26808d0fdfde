package dev.sluice.dataplane.upstream.breaker;

import java.util.Map;

/**
 * A breaker as the admin port and the metrics show it.
 *
 * @param retryAfterSeconds until the next trial; 0 while it is closed
 * @param calls in the window of the closed breaker
 * @param failures among them
 * @param slowCalls among them
 * @param consecutiveFailures so many of the last calls in a row
 * @param refused calls that were not made, since the breaker is there
 * @param transitions into each state, since the breaker is there
 */
public record BreakerView(
    BreakerState state,
    long retryAfterSeconds,
    int calls,
    int failures,
    int slowCalls,
    int consecutiveFailures,
    long refused,
    Map<BreakerState, Long> transitions) {
  public BreakerView {
    transitions = Map.copyOf(transitions);
  }
}
