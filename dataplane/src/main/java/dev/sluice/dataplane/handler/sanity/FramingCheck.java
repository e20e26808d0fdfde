package dev.sluice.dataplane.handler.sanity;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;

/**
 * One unambiguous length: either {@code Transfer-Encoding: chunked} on HTTP/1.1, or one {@code
 * Content-Length} of plain digits, or no body (RFC 9112 section 6).
 */
public final class FramingCheck implements RequestCheck {
  private static final int MAX_DIGITS = 18;

  @Override
  public Verdict check(HttpServerExchange exchange, RequestContext context) {
    HeaderMap headers = exchange.getRequestHeaders();
    HeaderValues codings = headers.get(Headers.TRANSFER_ENCODING);
    HeaderValues lengths = headers.get(Headers.CONTENT_LENGTH);
    if (codings != null) {
      return coding(exchange, codings, lengths);
    }
    if (lengths != null && (lengths.size() != 1 || !isLength(lengths.getFirst()))) {
      return new Refuse(FailureKind.INVALID_FRAMING, "Content-Length");
    }
    return Verdict.PASS;
  }

  private static Verdict coding(
      HttpServerExchange exchange,
      HeaderValues codings,
      @org.jspecify.annotations.Nullable HeaderValues lengths) {
    if (lengths != null) {
      return new Refuse(FailureKind.INVALID_FRAMING, "Content-Length beside Transfer-Encoding");
    }
    if (!exchange.isHttp11()) {
      return new Refuse(FailureKind.INVALID_FRAMING, "Transfer-Encoding in HTTP/1.0");
    }
    if (codings.size() != 1 || !codings.getFirst().equalsIgnoreCase("chunked")) {
      return new Refuse(FailureKind.UNKNOWN_TRANSFER_CODING, "Transfer-Encoding");
    }
    return Verdict.PASS;
  }

  private static boolean isLength(String text) {
    if (text.isEmpty() || text.length() > MAX_DIGITS) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return false;
      }
    }
    return text.length() == 1 || text.charAt(0) != '0';
  }
}
