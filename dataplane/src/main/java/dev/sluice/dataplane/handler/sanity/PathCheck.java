package dev.sluice.dataplane.handler.sanity;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.matching.HostName;
import dev.sluice.matching.RequestPath;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;

/**
 * Notes the one normal form of the path, which is matched and forwarded. Works on the target as it
 * came: Undertow's own decoded path plays no part.
 */
public final class PathCheck implements RequestCheck {
  @Override
  public Verdict check(HttpServerExchange exchange, RequestContext context) {
    if (exchange.isHostIncludedInRequestURI()
        && !namesHost(exchange.getRequestURI(), exchange.getRequestHeaders())) {
      return new Refuse(
          FailureKind.INVALID_HOST, "the target is no http address of the host that Host names");
    }
    return switch (RequestPath.normalize(rawPath(exchange))) {
      case RequestPath.Normalized(var path) -> {
        context.path(path);
        yield Verdict.PASS;
      }
      case RequestPath.Refused(var reason) ->
          new Refuse(FailureKind.DANGEROUS_PATH, "the path " + reason.text());
    };
  }

  /**
   * No other scheme, no user information (RFC 9110, section 4.2.4: it only serves to mislead), and
   * no other host: of two, one reader would believe the one and another the other.
   */
  private static boolean namesHost(String target, HeaderMap headers) {
    int scheme = target.indexOf("://");
    String name = scheme < 0 ? "" : target.substring(0, scheme);
    if (!name.equalsIgnoreCase("http") && !name.equalsIgnoreCase("https")) {
      return false;
    }
    int defaultPort = name.length() == 4 ? 80 : 443;
    int path = target.indexOf('/', scheme + 3);
    String authority = target.substring(scheme + 3, path < 0 ? target.length() : path);
    return HostName.normalize(authority) instanceof HostName.Host(var host, var port)
        && HostName.normalize(headers.getFirst(Headers.HOST))
            instanceof HostName.Host(var named, var namedPort)
        && host.equals(named)
        && port.orElse(defaultPort) == namedPort.orElse(defaultPort);
  }

  /** Without query, and without scheme and authority if the target has them. */
  private static String rawPath(HttpServerExchange exchange) {
    String target = exchange.getRequestURI();
    if (exchange.isHostIncludedInRequestURI()) {
      int authority = target.indexOf("://");
      int path = authority < 0 ? -1 : target.indexOf('/', authority + 3);
      return path < 0 ? "/" : target.substring(path);
    }
    return target;
  }
}
