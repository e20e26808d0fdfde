package dev.sluice.dataplane.exchange;

import dev.sluice.dataplane.reply.FailureKind;
import io.undertow.server.HttpServerExchange;
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

  /** It passes, because the policy that would refuse it is only tried out. */
  public static AccessDecision wouldRefuse(FailureKind kind, String detail) {
    return new AccessDecision(Outcome.WOULD_REFUSE, Optional.of(kind), detail);
  }

  /**
   * Tells all who listen, once a rule has taken the request; one that is refused has failed. Its
   * answer is left to the caller.
   */
  public void tell(HttpServerExchange exchange, RequestContext context) {
    if (outcome == Outcome.REFUSED) {
      reason.ifPresent(kind -> context.fail(kind, detail));
    }
    RoutedRule rule = context.rule();
    if (rule != null) {
      rule.decided(exchange, context, this);
    }
  }

  /** What became of the request. */
  public enum Outcome {
    PASSED,
    REFUSED,
    /** It passed, because the policy is only tried out. */
    WOULD_REFUSE
  }
}
