package dev.sluice.snapshot;

/** Where a circuit breaker stands, from the best to the worst. */
public enum BreakerState {
  /** The backend has none. */
  NONE,
  CLOSED,
  /** Trial calls are under way. */
  HALF_OPEN,
  OPEN
}
