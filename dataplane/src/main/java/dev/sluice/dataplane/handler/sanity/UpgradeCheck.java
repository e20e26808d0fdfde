package dev.sluice.dataplane.handler.sanity;

import dev.sluice.dataplane.exchange.RequestContext;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;

/**
 * A server may ignore an upgrade (RFC 9110 section 7.8), and all but a plain {@code websocket} are
 * ignored: h2c, in any spelling and any place of a list, would take the connection out of every
 * check.
 */
public final class UpgradeCheck implements RequestCheck {
  private static final HttpString HTTP2_SETTINGS = HttpString.tryFromString("HTTP2-Settings");

  @Override
  public Verdict check(HttpServerExchange exchange, RequestContext context) {
    HeaderMap headers = exchange.getRequestHeaders();
    HeaderValues upgrade = headers.get(Headers.UPGRADE);
    if (upgrade != null
        && (upgrade.size() != 1
            || !upgrade.getFirst().equalsIgnoreCase("websocket")
            || !exchange.isHttp11())) {
      headers.remove(Headers.UPGRADE);
    }
    headers.remove(HTTP2_SETTINGS);
    return Verdict.PASS;
  }
}
