package dev.sluice.dataplane.handler.sanity;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import io.undertow.util.Protocols;

/** HTTP/1.0 and HTTP/1.1 are served, nothing else is guessed at. */
public final class HttpVersionCheck implements RequestCheck {
  @Override
  public Verdict check(HttpServerExchange exchange, RequestContext context) {
    HttpString protocol = exchange.getProtocol();
    if (protocol.equals(Protocols.HTTP_1_1) || protocol.equals(Protocols.HTTP_1_0)) {
      return Verdict.PASS;
    }
    // The answer is in the newest version that we speak.
    exchange.setProtocol(Protocols.HTTP_1_1);
    exchange.setPersistent(false);
    return new Refuse(FailureKind.HTTP_VERSION_NOT_SUPPORTED, "");
  }
}
