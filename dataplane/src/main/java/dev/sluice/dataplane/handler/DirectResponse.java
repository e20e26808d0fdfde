package dev.sluice.dataplane.handler;

import dev.sluice.dataplane.reply.LocalReply;
import dev.sluice.snapshot.RouteAction;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Answers with what the route says. HEAD gets the same head and no body (RFC 9110 9.3.2). */
public final class DirectResponse implements HttpHandler {
  private final int status;
  private final String contentType;
  private final byte[] body;
  private final boolean bodyAllowed;

  public DirectResponse(RouteAction.Respond respond) {
    this.status = respond.status();
    this.contentType = respond.contentType();
    this.body = respond.body().getBytes(StandardCharsets.UTF_8);
    this.bodyAllowed = status != 204 && status != 205 && status != 304;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    exchange.setStatusCode(status);
    if (!bodyAllowed) {
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
    return "direct-response(" + status + ", " + body.length + " bytes)";
  }
}
