package dev.sluice.dataplane.upstream.health;

import java.util.Locale;

/** How a check ended. */
public enum CheckOutcome {
  PASSED,
  /** Passed, and the endpoint asks to be spared. */
  DEGRADED,
  /** No connection, or it broke off. */
  UNREACHABLE,
  /** No answer in time. */
  TIMEOUT,
  /** An answer that is not the expected one. */
  WRONG_ANSWER;

  boolean good() {
    return this == PASSED || this == DEGRADED;
  }

  /** As a metric label and on the admin port. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
