package dev.sluice.dataplane.limit.state;

/** What a limit said of a request that it counts. */
public enum LimitOutcome {
  /** Enough was left. */
  PASSED,
  /** Too little was left, and the request was refused. */
  REFUSED,
  /** Too little was left, and the request went on: the policy is only tried out. */
  WOULD_REFUSE,
  /** Nobody knows what is left, and the request went on. */
  FAILED_OPEN,
  /** Nobody knows what is left, and the request was refused. */
  FAILED_CLOSED
}
