package dev.sluice.dataplane.handler.sanity;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import io.undertow.server.HttpServerExchange;

/** RFC 9110 section 4.1 asks for 8,000 bytes at least; backends rarely take more than 8 KiB. */
public final class TargetLengthCheck implements RequestCheck {
  public static final int MAX_BYTES = 8 << 10;

  @Override
  public Verdict check(HttpServerExchange exchange, RequestContext context) {
    int length = exchange.getRequestURI().length() + exchange.getQueryString().length();
    return length <= MAX_BYTES
        ? Verdict.PASS
        : new Refuse(FailureKind.URI_TOO_LONG, length + " bytes");
  }
}
