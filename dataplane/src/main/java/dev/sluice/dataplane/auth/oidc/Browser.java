package dev.sluice.dataplane.auth.oidc;

import dev.sluice.dataplane.exchange.HeldCookie;
import dev.sluice.dataplane.exchange.RequestContext;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What of a request a login depends on, so that it can go on elsewhere than on the I/O thread.
 *
 * @param address of the client
 * @param origin scheme, host and port that the client uses
 * @param host without the port
 * @param secure whether the client speaks TLS
 */
record Browser(
    String address, String origin, String host, boolean secure, List<HeldCookie> cookies) {
  /** Written by the gateway itself, whoever the client is. */
  private static final HttpString PROTO = HttpString.tryFromString("X-Forwarded-Proto");

  private static final HttpString FETCH_MODE = HttpString.tryFromString("Sec-Fetch-Mode");
  private static final HttpString FETCH_DEST = HttpString.tryFromString("Sec-Fetch-Dest");
  private static final HttpString FETCH_SITE = HttpString.tryFromString("Sec-Fetch-Site");
  private static final HttpString REQUESTED_WITH = HttpString.tryFromString("X-Requested-With");

  Browser {
    cookies = List.copyOf(cookies);
  }

  static Browser of(HttpServerExchange exchange, RequestContext context) {
    HeaderMap headers = exchange.getRequestHeaders();
    boolean secure = "https".equals(headers.getFirst(PROTO));
    String authority =
        Objects.requireNonNullElse(headers.getFirst(Headers.HOST), context.host())
            .toLowerCase(Locale.ROOT);
    return new Browser(
        context.clientAddress(),
        (secure ? "https://" : "http://") + authority,
        context.host(),
        secure,
        context.heldCookies());
  }

  /**
   * Whether a person goes to a page, and would see another in its place. Scripts, pictures and
   * frames would not: what they ask for is refused in a way that they understand.
   */
  static boolean isNavigation(HttpServerExchange exchange) {
    HttpString method = exchange.getRequestMethod();
    if (!method.equals(Methods.GET) && !method.equals(Methods.HEAD)) {
      return false;
    }
    HeaderMap headers = exchange.getRequestHeaders();
    String mode = headers.getFirst(FETCH_MODE);
    if (mode != null) {
      String destination = headers.getFirst(FETCH_DEST);
      return mode.equals("navigate") && (destination == null || destination.equals("document"));
    }
    String accept = headers.getFirst(Headers.ACCEPT);
    return accept != null
        && accept.contains("text/html")
        && !headers.contains(REQUESTED_WITH)
        && !headers.contains(Headers.UPGRADE);
  }

  /** Whether a page of the same origin, or the person, asks; no other site does. */
  boolean isOwnWish(HttpServerExchange exchange) {
    HeaderMap headers = exchange.getRequestHeaders();
    // No page can write it, and it is there where nothing else says who asks.
    String site = headers.getFirst(FETCH_SITE);
    if (site != null) {
      return site.equals("same-origin") || site.equals("none");
    }
    String said = headers.getFirst(Headers.ORIGIN);
    if (said != null && !said.equals(origin)) {
      return false;
    }
    String referrer = headers.getFirst(Headers.REFERER);
    // Who says nothing of all this is no browser of today, and nobody makes others ask.
    return said != null
        || referrer == null
        || referrer.equals(origin)
        || referrer.startsWith(origin + "/");
  }

  /** Without cookies. */
  @Override
  public String toString() {
    return origin;
  }
}
