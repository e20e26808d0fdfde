package dev.sluice.dataplane.exchange;

import dev.sluice.dataplane.reply.FailureKind;
import java.util.Optional;

/**
 * Whether a request might pass.
 *
 * @param reason the failure it ended with, or would have; empty if it passed
 * @param detail for logs: words of configuration, nothing secret
 */
public record AccessDecision(Outcome outcome, Optional<FailureKind> reason, String detail) {
  public static final AccessDecision PASSED =
      new AccessDecision(Outcome.PASSED, Optional.empty(), "");

  public static AccessDecision refused(FailureKind kind, String detail) {
    return new AccessDecision(Outcome.REFUSED, Optional.of(kind), detail);
  }

  /** What became of the request. */
  public enum Outcome {
    PASSED,
    REFUSED,
    /** It passed, because the policy is only tried out. */
    WOULD_REFUSE
  }
}
