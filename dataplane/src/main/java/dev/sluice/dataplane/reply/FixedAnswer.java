package dev.sluice.dataplane.reply;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** An answer that configuration gives. HEAD gets the same head and no body (RFC 9110 9.3.2). */
public final class FixedAnswer {
  private final int status;
  private final String contentType;
  private final byte[] body;

  /**
   * @param contentType empty where there is no body
   */
  public FixedAnswer(int status, String contentType, String body) {
    this.status = status;
    this.contentType = contentType;
    this.body = body.getBytes(StandardCharsets.UTF_8);
  }

  /** Ends the exchange. */
  public void send(HttpServerExchange exchange) {
    exchange.setStatusCode(status);
    if (status == 204 || status == 205 || status == 304) {
      LocalReply.endWithoutBody(exchange);
      return;
    }
    if (!contentType.isEmpty()) {
      exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, contentType);
    }
    exchange.getResponseHeaders().put(Headers.CONTENT_LENGTH, body.length);
    if (exchange.getRequestMethod().equals(Methods.HEAD) || body.length == 0) {
      LocalReply.endWithoutBody(exchange);
    } else {
      LocalReply.closeIfBodyWasNotAskedFor(exchange);
      exchange.getResponseSender().send(ByteBuffer.wrap(body));
    }
  }

  @Override
  public String toString() {
    return status + ", " + body.length + " bytes";
  }
}
