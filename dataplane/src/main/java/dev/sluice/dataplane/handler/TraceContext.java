package dev.sluice.dataplane.handler;

import dev.sluice.dataplane.exchange.RequestContext;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;

/**
 * W3C Trace Context level 1: keeps the client's trace with a span of our own, or starts a trace.
 * {@code tracestate} goes on with the trace that it belongs to.
 */
public final class TraceContext implements HttpHandler {
  private static final HttpString TRACEPARENT = HttpString.tryFromString("traceparent");
  private static final HttpString TRACESTATE = HttpString.tryFromString("tracestate");
  private static final int LENGTH = 55;

  private final HttpHandler next;

  public TraceContext(HttpHandler next) {
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    HeaderMap headers = exchange.getRequestHeaders();
    HeaderValues given = headers.get(TRACEPARENT);
    String parent;
    if (given != null && given.size() == 1 && isValid(given.getFirst())) {
      String old = given.getFirst();
      parent = "00" + old.substring(2, 36) + RandomHex.digits16() + old.substring(52, LENGTH);
    } else {
      parent = RandomHex.traceParent();
      headers.remove(TRACESTATE);
    }
    headers.put(TRACEPARENT, parent);
    RequestContext.of(exchange).traceParent(parent);
    next.handleRequest(exchange);
  }

  /** A later version may be longer, but begins alike (section 3.2.2 of the recommendation). */
  private static boolean isValid(String value) {
    if (value.length() < LENGTH || value.startsWith("ff")) {
      return false;
    }
    if (value.length() > LENGTH && (value.startsWith("00") || value.charAt(LENGTH) != '-')) {
      return false;
    }
    return isHex(value, 0, 2)
        && value.charAt(2) == '-'
        && isHex(value, 3, 35)
        && !isZero(value, 3, 35)
        && value.charAt(35) == '-'
        && isHex(value, 36, 52)
        && !isZero(value, 36, 52)
        && value.charAt(52) == '-'
        && isHex(value, 53, LENGTH);
  }

  private static boolean isHex(String value, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = value.charAt(i);
      if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isZero(String value, int from, int to) {
    for (int i = from; i < to; i++) {
      if (value.charAt(i) != '0') {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return "trace-context";
  }
}
