package dev.sluice.dataplane.handler;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.reply.LocalReply;
import dev.sluice.matching.HostName;
import dev.sluice.matching.PathRewriter;
import dev.sluice.matching.RewrittenPath;
import dev.sluice.snapshot.RedirectPort;
import dev.sluice.snapshot.RouteAction;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;

/**
 * Sends the client to another URL, always an absolute one: what a client wrote can become neither a
 * host nor a header. A redirect to the very URL that was asked for would go on for ever, and is
 * answered with {@link FailureKind#LOOP_DETECTED}.
 */
public final class RequestRedirect implements HttpHandler {
  private static final HttpString PROTO = HttpString.tryFromString("X-Forwarded-Proto");

  private final RouteAction.Redirect redirect;
  private final PathRewriter path;

  public RequestRedirect(RouteAction.Redirect redirect) {
    this.redirect = redirect;
    this.path = PathRewriter.of(redirect.path());
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    RequestContext context = RequestContext.of(exchange);
    if (context.host().isEmpty() && redirect.hostname().isEmpty()) {
      context.reply(exchange, FailureKind.INVALID_HOST, "no Host, and the redirect names none");
      return;
    }
    if (!UrlText.isVisible(exchange.getQueryString())) {
      context.reply(exchange, FailureKind.MALFORMED_REQUEST, "a character that no URL has");
      return;
    }
    switch (path.rewrite(context.path(), context.matchedPath())) {
      case RewrittenPath.Refused(String detail) ->
          context.reply(exchange, FailureKind.INVALID_REWRITE, "the rewritten path " + detail);
      case RewrittenPath.Path(String rewritten) -> send(exchange, context, rewritten);
    }
  }

  private void send(HttpServerExchange exchange, RequestContext context, String to) {
    HeaderMap request = exchange.getRequestHeaders();
    // Written by this gateway, after what a trusted proxy says of how the client speaks.
    String given = request.getFirst(PROTO);
    String ownScheme = given == null ? exchange.getRequestScheme() : given;
    String own = origin(ownScheme, context.host(), hostPort(request));
    String scheme = redirect.scheme().isEmpty() ? ownScheme : redirect.scheme();
    String host = redirect.hostname().isEmpty() ? context.host() : redirect.hostname();
    int port =
        switch (redirect.port()) {
          case RedirectPort.OfRequest ofRequest -> hostPort(request);
          case RedirectPort.OfScheme ofScheme -> standardPort(scheme);
          case RedirectPort.Fixed(int number) -> number;
        };
    String target = origin(scheme, host, port);
    if (target.equals(own) && to.equals(context.path())) {
      context.reply(
          exchange, FailureKind.LOOP_DETECTED, "the redirect leads to the request itself");
      return;
    }
    String query = exchange.getQueryString();
    exchange.setStatusCode(redirect.status());
    exchange
        .getResponseHeaders()
        .put(Headers.LOCATION, query.isEmpty() ? target + to : target + to + "?" + query);
    LocalReply.endWithoutBody(exchange);
  }

  private static String origin(String scheme, String host, int port) {
    return port == 0 || port == standardPort(scheme)
        ? scheme + "://" + host
        : scheme + "://" + host + ":" + port;
  }

  private static int standardPort(String scheme) {
    return scheme.equals("https") ? 443 : 80;
  }

  /** The one that the client called; 0 if it named none. */
  private static int hostPort(HeaderMap request) {
    String host = request.getFirst(Headers.HOST);
    return host != null && HostName.normalize(host) instanceof HostName.Host(var name, var port)
        ? port.orElse(0)
        : 0;
  }

  @Override
  public String toString() {
    return "redirect("
        + redirect.status()
        + ", "
        + (redirect.scheme().isEmpty() ? "same scheme" : redirect.scheme())
        + ", "
        + (redirect.hostname().isEmpty() ? "same host" : redirect.hostname())
        + ", "
        + path
        + ")";
  }
}
