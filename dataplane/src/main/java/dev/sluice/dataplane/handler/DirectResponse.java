package dev.sluice.dataplane.handler;

import dev.sluice.dataplane.reply.FixedAnswer;
import dev.sluice.snapshot.RouteAction;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;

/** Answers with what the route says. */
public final class DirectResponse implements HttpHandler {
  private final FixedAnswer answer;

  public DirectResponse(RouteAction.Respond respond) {
    answer = new FixedAnswer(respond.status(), respond.contentType(), respond.body());
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    answer.send(exchange);
  }

  @Override
  public String toString() {
    return "direct-response(" + answer + ")";
  }
}
