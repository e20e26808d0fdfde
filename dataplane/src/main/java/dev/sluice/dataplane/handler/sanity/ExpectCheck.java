package dev.sluice.dataplane.handler.sanity;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;

/** {@code 100-continue} is the only expectation there is (RFC 9110 section 10.1.1). */
public final class ExpectCheck implements RequestCheck {
  @Override
  public Verdict check(HttpServerExchange exchange, RequestContext context) {
    HeaderValues expect = exchange.getRequestHeaders().get(Headers.EXPECT);
    if (expect == null) {
      return Verdict.PASS;
    }
    if (expect.size() == 1 && expect.getFirst().equalsIgnoreCase("100-continue")) {
      return Verdict.PASS;
    }
    return new Refuse(FailureKind.EXPECTATION_FAILED, "Expect");
  }
}
