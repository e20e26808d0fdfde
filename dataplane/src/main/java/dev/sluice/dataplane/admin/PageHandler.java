package dev.sluice.dataplane.admin;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves pages by exact path, to GET and HEAD; and actions, to POST. */
final class PageHandler implements HttpHandler {
  private static final Logger log = LoggerFactory.getLogger(PageHandler.class);
  private static final HttpString X_CONTENT_TYPE_OPTIONS =
      HttpString.tryFromString("X-Content-Type-Options");

  private final Map<String, Page> pages;
  private final Set<String> atOnce;
  private final Optional<ActionPaths> actions;
  private final boolean loopbackNamesOnly;

  /**
   * @param atOnce paths that are answered on the I/O thread; all others on a worker thread, so that
   *     any number of scrapes leaves the probes answered
   * @param loopbackNamesOnly see {@link LoopbackHosts}
   */
  PageHandler(
      Map<String, Page> pages,
      Set<String> atOnce,
      Optional<ActionPaths> actions,
      boolean loopbackNamesOnly) {
    this.pages = Map.copyOf(pages);
    this.atOnce = Set.copyOf(atOnce);
    this.actions = actions;
    this.loopbackNamesOnly = loopbackNamesOnly;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    if (exchange.isInIoThread() && !atOnce.contains(exchange.getRequestPath())) {
      exchange.dispatch(this);
      return;
    }
    Reply reply = reply(exchange);
    exchange.setStatusCode(reply.status());
    var headers = exchange.getResponseHeaders();
    headers.put(Headers.CONTENT_TYPE, reply.contentType());
    headers.put(Headers.CACHE_CONTROL, "no-store");
    headers.put(X_CONTENT_TYPE_OPTIONS, "nosniff");
    headers.put(Headers.CONTENT_LENGTH, reply.body().length);
    if (exchange.getRequestMethod().equals(Methods.HEAD)) {
      exchange.endExchange();
    } else {
      exchange.getResponseSender().send(ByteBuffer.wrap(reply.body()));
    }
  }

  private static Reply act(HttpServerExchange exchange, ActionPaths actions) {
    if (!exchange.getRequestMethod().equals(Methods.POST)) {
      exchange.getResponseHeaders().put(Headers.ALLOW, "POST");
      return Reply.problem(
          405, "Method Not Allowed", "Only POST is allowed.", "METHOD_NOT_ALLOWED");
    }
    return actions.post(
        exchange.getRequestPath(), exchange.getQueryParameters(), exchange.getRequestHeaders());
  }

  private Reply reply(HttpServerExchange exchange) {
    if (loopbackNamesOnly
        && !LoopbackHosts.contains(exchange.getRequestHeaders().getFirst(Headers.HOST))) {
      return Reply.problem(
          421,
          "Misdirected Request",
          "This port answers to localhost, 127.0.0.1 and [::1] only.",
          "MISDIRECTED_REQUEST");
    }
    String path = exchange.getRequestPath();
    if (actions.isPresent() && actions.get().has(path)) {
      return act(exchange, actions.get());
    }
    Page page = pages.get(path);
    if (page == null) {
      String known = String.join(", ", pages.keySet().stream().sorted().toList());
      return Reply.problem(404, "Not Found", "There are " + known + ".", "NO_PAGE");
    }
    HttpString method = exchange.getRequestMethod();
    if (!method.equals(Methods.GET) && !method.equals(Methods.HEAD)) {
      exchange.getResponseHeaders().put(Headers.ALLOW, "GET, HEAD");
      return Reply.problem(
          405, "Method Not Allowed", "Only GET and HEAD are allowed.", "METHOD_NOT_ALLOWED");
    }
    try {
      return page.get(exchange.getRequestHeaders());
    } catch (RuntimeException e) {
      log.error("{} failed", exchange.getRequestPath(), e);
      return Reply.problem(
          500, "Internal Server Error", "The page failed; the log says why.", "INTERNAL_ERROR");
    }
  }
}
