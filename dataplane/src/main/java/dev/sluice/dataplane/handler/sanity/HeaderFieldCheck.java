package dev.sluice.dataplane.handler.sanity;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;

/**
 * Names and values that no backend can take for something else, and not too many of them.
 * Undertow's HTTP/1.1 parser refuses control characters by itself; this holds whatever parsed the
 * request.
 */
public final class HeaderFieldCheck implements RequestCheck {
  /** Header fields, counted with every repetition. */
  static final int MAX_FIELDS = 100;

  /** Names and values together. */
  static final int MAX_BYTES = 32 << 10;

  private static final int FIELD_OVERHEAD = 4;

  @Override
  public Verdict check(HttpServerExchange exchange, RequestContext context) {
    HeaderMap headers = exchange.getRequestHeaders();
    int fields = 0;
    int bytes = 0;
    for (long at = headers.fastIterate(); at != -1; at = headers.fiNext(at)) {
      HeaderValues values = headers.fiCurrent(at);
      int nameLength = values.getHeaderName().length();
      for (int i = 0; i < values.size(); i++) {
        String value = values.get(i);
        fields++;
        bytes += nameLength + value.length() + FIELD_OVERHEAD;
        if (!HeaderText.isValue(value)) {
          return new Refuse(FailureKind.INVALID_HEADER, "control character in a value");
        }
      }
      if (!HeaderText.isName(values.getHeaderName())) {
        return new Refuse(FailureKind.INVALID_HEADER, "name is no token");
      }
    }
    context.headerBytes(bytes);
    if (fields > MAX_FIELDS || bytes > MAX_BYTES) {
      return new Refuse(
          FailureKind.HEADERS_TOO_LARGE, fields + " fields of " + bytes + " bytes in all");
    }
    return Verdict.PASS;
  }
}
