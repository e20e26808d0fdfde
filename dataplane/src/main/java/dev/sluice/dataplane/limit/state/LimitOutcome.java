package dev.sluice.dataplane.limit.state;

/** What a limit said of a request that it counts. */
public enum LimitOutcome {
  /** Enough was left. */
  PASSED("allowed"),
  /** Too little was left, and the request was refused. */
  REFUSED("limited"),
  /** Too little was left, and the request went on: the policy is only tried out. */
  WOULD_REFUSE("shadow_limited"),
  /** Nobody knows what is left, and the request went on. */
  FAILED_OPEN("store_open"),
  /** Nobody knows what is left, and the request was refused. */
  FAILED_CLOSED("store_closed");

  private final String label;

  LimitOutcome(String label) {
    this.label = label;
  }

  /** In metrics and pages. */
  public String label() {
    return label;
  }
}
