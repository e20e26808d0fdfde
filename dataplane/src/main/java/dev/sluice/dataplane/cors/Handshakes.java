package dev.sluice.dataplane.cors;

import dev.sluice.matching.OriginRules;
import dev.sluice.snapshot.Cors;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.Optional;

/**
 * Which pages may open a WebSocket (RFC 6455, section 10.2). Browsers ask nobody before they do,
 * and the page reads all that comes through it, so here the gateway keeps the page out itself.
 * Clients that are no browsers send no {@code Origin}, or one that they choose: it tells nothing of
 * them, and nobody is believed for it.
 */
public final class Handshakes {
  /** Of a rule that says nothing of pages. */
  public static final Handshakes OF_OWN_PAGES = new Handshakes(Optional.empty(), false);

  private static final HttpString PROTO = HttpString.tryFromString("X-Forwarded-Proto");

  private final Optional<OriginRules> origins;
  private final boolean credentials;

  private Handshakes(Optional<OriginRules> origins, boolean credentials) {
    this.origins = origins;
    this.credentials = credentials;
  }

  public static Handshakes of(Cors cors) {
    return switch (cors) {
      case Cors.Off off -> OF_OWN_PAGES;
      case Cors.On on ->
          new Handshakes(Optional.of(OriginRules.of(on.allowOrigins())), on.allowCredentials());
    };
  }

  /** Whether the page is one that the policy keeps out, whatever it brings. */
  boolean keepOut(HttpServerExchange exchange) {
    return origins.isPresent()
        && isOfForeignPage(exchange)
        && !origins.get().allow(origin(exchange));
  }

  /**
   * Whether a page wants to use what the browser adds for its user, whatever page asks, such as a
   * cookie, and may not.
   */
  public boolean keepOutWithCredentials(HttpServerExchange exchange) {
    return isOfForeignPage(exchange)
        && !(credentials && origins.isPresent() && origins.get().allow(origin(exchange)));
  }

  /** Whether it is a handshake, and of a page that does not come from the very host it calls. */
  private static boolean isOfForeignPage(HttpServerExchange exchange) {
    HeaderMap headers = exchange.getRequestHeaders();
    return headers.contains(Headers.UPGRADE)
        && headers.contains(Headers.ORIGIN)
        && !isOwn(origin(exchange), headers);
  }

  /** Empty, which is no origin, if there are several. */
  private static String origin(HttpServerExchange exchange) {
    HeaderValues lines = exchange.getRequestHeaders().get(Headers.ORIGIN);
    return lines.size() == 1 ? lines.getFirst() : "";
  }

  /**
   * Whoever stands in front may have taken TLS off without saying so, so that a page may have it
   * though we do not see it. A page without it could be anybody's who is on its way.
   */
  private static boolean isOwn(String origin, HeaderMap headers) {
    String host = headers.getFirst(Headers.HOST);
    int slashes = origin.indexOf("://");
    if (host == null || slashes < 0) {
      return false;
    }
    String port;
    switch (origin.substring(0, slashes)) {
      case "https" -> port = ":443";
      case "http" -> {
        if ("https".equals(headers.getFirst(PROTO))) {
          return false;
        }
        port = ":80";
      }
      default -> {
        return false;
      }
    }
    String asked = host.endsWith(port) ? host.substring(0, host.length() - port.length()) : host;
    return origin.substring(slashes + 3).equalsIgnoreCase(asked);
  }

  @Override
  public String toString() {
    return "handshakes(" + (credentials ? "with credentials" : "of own pages") + ")";
  }
}
