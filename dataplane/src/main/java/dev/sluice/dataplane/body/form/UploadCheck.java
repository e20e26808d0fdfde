package dev.sluice.dataplane.body.form;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.snapshot.UploadRules;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.util.Locale;

/**
 * Watches forms for {@code limits.upload}. Whatever a backend could take for a form and that is no
 * plain one is refused; other bodies are none of its business.
 */
public final class UploadCheck implements HttpHandler {
  private static final String FORM = "multipart/form-data";

  private final FormRules rules;
  private final HttpHandler next;

  public UploadCheck(UploadRules.Bounded rules, HttpHandler next) {
    this.rules = new FormRules(rules);
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    HeaderValues types = exchange.getRequestHeaders().get(Headers.CONTENT_TYPE);
    if (exchange.isRequestComplete() || types == null || !anyForm(types)) {
      next.handleRequest(exchange);
      return;
    }
    String type = types.getFirst();
    int end = type.indexOf(';');
    String name = (end < 0 ? type : type.substring(0, end)).strip();
    if (types.size() != 1 || !name.equalsIgnoreCase(FORM) || !plain(exchange)) {
      refuse(exchange, FailureKind.UNSUPPORTED_MEDIA_TYPE, "limits.upload: no plain " + FORM);
      return;
    }
    Boundary boundary;
    try {
      boundary = Boundary.of(type);
    } catch (IllegalArgumentException e) {
      refuse(exchange, FailureKind.INVALID_BODY, String.valueOf(e.getMessage()));
      return;
    }
    FormReader reader = new FormReader(boundary, rules);
    exchange.addRequestWrapper(
        (factory, wrapped) -> new WatchedForm(wrapped, reader, factory.create()));
    next.handleRequest(exchange);
  }

  private static boolean anyForm(HeaderValues types) {
    for (String type : types) {
      if (type.toLowerCase(Locale.ROOT).contains("multipart")) {
        return true;
      }
    }
    return false;
  }

  /** In a coding it would have to be undone first. */
  private static boolean plain(HttpServerExchange exchange) {
    HeaderMap headers = exchange.getRequestHeaders();
    return !headers.contains(Headers.CONTENT_ENCODING);
  }

  /** The body stays unread, so that nothing can follow it. */
  private static void refuse(HttpServerExchange exchange, FailureKind kind, String detail) {
    exchange.setPersistent(false);
    RequestContext.of(exchange).reply(exchange, kind, detail);
  }

  @Override
  public String toString() {
    return "upload(" + rules + ")";
  }
}
