package dev.sluice.dataplane.handler.sanity;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.exchange.Via;
import dev.sluice.dataplane.reply.FailureKind;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;

/**
 * Ends a request that has been here too often, as {@code Via} tells (RFC 9110 section 7.6.3), and
 * adds this gateway to what others say there. A few passes are legitimate: a backend may call
 * another through the gateway.
 */
public final class LoopCheck implements RequestCheck {
  /** Passes through a gateway of this kind. */
  static final int MAX_OWN = 3;

  /** Passes through proxies of any kind. */
  static final int MAX_ALL = 20;

  @Override
  public Verdict check(HttpServerExchange exchange, RequestContext context) {
    HeaderMap headers = exchange.getRequestHeaders();
    HeaderValues via = headers.get(Headers.VIA);
    if (via == null) {
      // Most requests: who writes the head for the backend says it, with no entry in the map.
      return Verdict.PASS;
    }
    int all = 0;
    int ours = 0;
    for (int i = 0; i < via.size(); i++) {
      for (String entry : via.get(i).split(",", -1)) {
        all++;
        if (entry.strip().endsWith(" " + Via.NAME)) {
          ours++;
        }
      }
    }
    if (ours >= MAX_OWN || all >= MAX_ALL) {
      return new Refuse(FailureKind.LOOP_DETECTED, all + " proxies, of them here " + ours);
    }
    headers.put(Headers.VIA, String.join(", ", via) + ", " + Via.entry(exchange));
    return Verdict.PASS;
  }
}
