package dev.sluice.dataplane.reply;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * An answer that was made for one request, neither by a backend nor as a problem of ours.
 *
 * @param fields of its head besides those of framing; of each name those stand in place of others
 *     that were there before, but cookies
 */
public record OwnAnswer(int status, List<AnswerField> fields, byte[] body) {
  private static final byte[] NOTHING = {};

  public OwnAnswer {
    fields = List.copyOf(fields);
  }

  /** One without a body. */
  public static OwnAnswer empty(int status, List<AnswerField> fields) {
    return new OwnAnswer(status, fields, NOTHING);
  }

  /** Ends the exchange. HEAD gets the same head and no body (RFC 9110, section 9.3.2). */
  public void send(HttpServerExchange exchange) {
    exchange.setStatusCode(status);
    var headers = exchange.getResponseHeaders();
    for (AnswerField field : fields) {
      if (!field.name().equals(Headers.SET_COOKIE)) {
        headers.remove(field.name());
      }
    }
    for (AnswerField field : fields) {
      headers.add(field.name(), field.value());
    }
    if (status == 204 || status == 304) {
      LocalReply.endWithoutBody(exchange);
      return;
    }
    headers.put(Headers.CONTENT_LENGTH, body.length);
    if (exchange.getRequestMethod().equals(Methods.HEAD) || body.length == 0) {
      LocalReply.endWithoutBody(exchange);
    } else {
      LocalReply.closeIfBodyWasNotAskedFor(exchange);
      exchange.getResponseSender().send(ByteBuffer.wrap(body));
    }
  }

  @Override
  public String toString() {
    return status + ", " + fields + ", " + body.length + " bytes";
  }
}
