package dev.sluice.dataplane.handler.sanity;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import io.undertow.server.HttpServerExchange;

/**
 * Looks at one property of a request before anything is decided about it. May correct the request
 * and note what it learned in the context, but never answers.
 */
public interface RequestCheck {
  Verdict check(HttpServerExchange exchange, RequestContext context);

  /** What a check found. */
  sealed interface Verdict {
    Verdict PASS = new Pass();
  }

  record Pass() implements Verdict {}

  /**
   * @param detail for the log, not for the client
   */
  record Refuse(FailureKind kind, String detail) implements Verdict {}
}
