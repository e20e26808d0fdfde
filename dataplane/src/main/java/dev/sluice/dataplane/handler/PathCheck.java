package dev.sluice.dataplane.handler;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.matching.RequestPath;
import io.undertow.server.HttpServerExchange;

/**
 * Notes the one normal form of the path, which is matched and forwarded. Works on the target as it
 * came: Undertow's own decoded path plays no part.
 */
public final class PathCheck implements RequestCheck {
  @Override
  public Verdict check(HttpServerExchange exchange, RequestContext context) {
    if (exchange.isHostIncludedInRequestURI() && !plainAuthority(exchange.getRequestURI())) {
      return new Refuse(
          FailureKind.INVALID_HOST, "the target has user information or another scheme than HTTP");
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

  /** RFC 9110, section 4.2.4: what stands before an {@code @} only serves to mislead. */
  private static boolean plainAuthority(String target) {
    int scheme = target.indexOf("://");
    String name = scheme < 0 ? "" : target.substring(0, scheme);
    if (!name.equalsIgnoreCase("http") && !name.equalsIgnoreCase("https")) {
      return false;
    }
    int path = target.indexOf('/', scheme + 3);
    int user = target.indexOf('@');
    return user < 0 || (path >= 0 && user > path);
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
