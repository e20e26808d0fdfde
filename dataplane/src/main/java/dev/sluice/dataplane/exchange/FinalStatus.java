package dev.sluice.dataplane.exchange;

import dev.sluice.dataplane.reply.FailureKind;
import io.undertow.server.HttpServerExchange;

/** The status under which a request is counted and logged. */
public final class FinalStatus {
  private FinalStatus() {}

  /** What the client got; where it got no answer, what the failure stands for. */
  public static int of(HttpServerExchange exchange, RequestContext context) {
    FailureKind failure = context.failure();
    return failure == null || exchange.isResponseStarted()
        ? exchange.getStatusCode()
        : failure.status();
  }
}
