package dev.sluice.dataplane.upstream.health;

/**
 * What one check found.
 *
 * @param detail why it failed, in words; empty if it passed
 */
record CheckResult(CheckOutcome outcome, String detail) {
  static final CheckResult PASSED = new CheckResult(CheckOutcome.PASSED, "");
  static final CheckResult DEGRADED =
      new CheckResult(CheckOutcome.DEGRADED, "the endpoint says that it is degraded");

  static CheckResult wrong(String detail) {
    return new CheckResult(CheckOutcome.WRONG_ANSWER, detail);
  }
}
