package dev.sluice.dataplane.handler;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.matching.PathRewriter;
import dev.sluice.matching.RewrittenPath;
import dev.sluice.snapshot.RouteFilter;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;

/**
 * Chooses the path and host that the backend sees. {@link RequestContext#path()} and {@link
 * RequestContext#host()} stay what was matched, for whoever decides or logs after this; {@code
 * X-Forwarded-Host} was written before.
 */
public final class UrlRewrite implements HttpHandler {
  private final String hostname;
  private final PathRewriter path;
  private final HttpHandler next;

  public UrlRewrite(RouteFilter.Rewrite filter, HttpHandler next) {
    this.hostname = filter.hostname();
    this.path = PathRewriter.of(filter.path());
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    RequestContext context = RequestContext.of(exchange);
    switch (path.rewrite(context.path(), context.matchedPath())) {
      case RewrittenPath.Refused(String detail) ->
          context.reply(exchange, FailureKind.INVALID_REWRITE, "the rewritten path " + detail);
      case RewrittenPath.Path(String rewritten) -> {
        context.forwardedPath(rewritten);
        if (!hostname.isEmpty()) {
          exchange.getRequestHeaders().put(Headers.HOST, hostname);
        }
        next.handleRequest(exchange);
      }
    }
  }

  @Override
  public String toString() {
    return "url-rewrite(" + (hostname.isEmpty() ? "same host" : hostname) + ", " + path + ")";
  }
}
