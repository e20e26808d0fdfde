package dev.sluice.dataplane.upstream.breaker;

/** Whether requests pass. */
public enum BreakerState {
  /** All pass, and are counted. */
  CLOSED("closed"),
  /** None passes. */
  OPEN("open"),
  /** A few pass, to see. */
  HALF_OPEN("half_open");

  private final String label;

  BreakerState(String label) {
    this.label = label;
  }

  /** In metrics. */
  public String label() {
    return label;
  }
}
