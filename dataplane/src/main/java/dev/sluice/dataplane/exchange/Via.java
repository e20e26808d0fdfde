package dev.sluice.dataplane.exchange;

import io.undertow.server.HttpServerExchange;

/** How this gateway names itself in {@code Via} (RFC 9110 section 7.6.3). */
public final class Via {
  /** A pseudonym: which gateway of the cluster it is concerns nobody outside. */
  public static final String NAME = "sluice";

  private static final String HTTP_11 = "1.1 " + NAME;
  private static final String HTTP_10 = "1.0 " + NAME;

  private Via() {}

  /** The entry for a request, with the protocol in which it came. */
  public static String entry(HttpServerExchange exchange) {
    return exchange.isHttp11() ? HTTP_11 : HTTP_10;
  }
}
