package dev.sluice.dataplane.handler;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;

/**
 * Adds this gateway to {@code Via} (RFC 9110 section 7.6.3) and ends a request that has been here
 * too often. A few passes are legitimate: a backend may call another through the gateway.
 */
public final class LoopCheck implements RequestCheck {
  /** Passes through a gateway of this kind. */
  static final int MAX_OWN = 3;

  /** Passes through proxies of any kind. */
  static final int MAX_ALL = 20;

  private static final String NAME = "sluice";

  @Override
  public Verdict check(HttpServerExchange exchange, RequestContext context) {
    HeaderMap headers = exchange.getRequestHeaders();
    HeaderValues via = headers.get(Headers.VIA);
    String own = exchange.isHttp11() ? "1.1 " + NAME : "1.0 " + NAME;
    if (via == null) {
      headers.put(Headers.VIA, own);
      return Verdict.PASS;
    }
    int all = 0;
    int ours = 0;
    for (int i = 0; i < via.size(); i++) {
      for (String entry : via.get(i).split(",", -1)) {
        all++;
        if (entry.strip().endsWith(" " + NAME)) {
          ours++;
        }
      }
    }
    if (ours >= MAX_OWN || all >= MAX_ALL) {
      return new Refuse(FailureKind.LOOP_DETECTED, all + " proxies, of them here " + ours);
    }
    headers.put(Headers.VIA, String.join(", ", via) + ", " + own);
    return Verdict.PASS;
  }
}
