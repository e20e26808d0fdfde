package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.reply.FixedAnswer;
import dev.sluice.dataplane.upstream.breaker.Breaker;
import dev.sluice.snapshot.BreakerFallback;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;

/** What becomes of requests that a backend's safeguards keep from it. */
final class Admission {
  private Admission() {}

  /** The breaker is open: answers at once. */
  static void refuse(
      HttpServerExchange exchange, RequestContext context, Upstream upstream, Breaker breaker) {
    String detail = words(upstream);
    switch (breaker.policy().fallback()) {
      // Another backend that is not there any more is as good as none.
      case BreakerFallback.Refuse refuse -> refuse(exchange, context, breaker, detail);
      case BreakerFallback.Elsewhere gone -> refuse(exchange, context, breaker, detail);
      case BreakerFallback.Answer(int status, String contentType, String body) -> {
        context.fail(FailureKind.BREAKER_OPEN, detail);
        new FixedAnswer(status, contentType, body).send(exchange);
      }
    }
  }

  private static void refuse(
      HttpServerExchange exchange, RequestContext context, Breaker breaker, String detail) {
    retryAfter(exchange, breaker);
    context.reply(exchange, FailureKind.BREAKER_OPEN, detail);
  }

  static String words(Upstream upstream) {
    return "the circuit breaker of " + upstream.key() + " is open";
  }

  /** Too many wait for a slot, or this one has waited too long. */
  static void full(HttpServerExchange exchange, Upstream upstream, String why) {
    soon(exchange);
    RequestContext.of(exchange)
        .reply(exchange, FailureKind.UPSTREAM_OVERFLOW, upstream.key() + ": " + why);
  }

  /** Places come free all the time. */
  static void soon(HttpServerExchange exchange) {
    exchange.getResponseHeaders().put(Headers.RETRY_AFTER, "1");
  }

  /** Of its endpoints none can take a request. It is told when one may, if that is known. */
  static void retryAfter(HttpServerExchange exchange, Upstream upstream) {
    if (upstream.nowhere() == FailureKind.NO_HEALTHY_ENDPOINT) {
      exchange
          .getResponseHeaders()
          .put(Headers.RETRY_AFTER, Long.toString(upstream.health().retryAfterSeconds()));
    }
  }

  static void retryAfter(HttpServerExchange exchange, Breaker breaker) {
    exchange
        .getResponseHeaders()
        .put(Headers.RETRY_AFTER, Long.toString(breaker.retryAfterSeconds()));
  }

  /** The client is of no tenant that the backend is for. */
  static void forbid(HttpServerExchange exchange, RequestContext context, Upstream upstream) {
    context.upstream().backend(upstream.key());
    context.reply(exchange, FailureKind.FORBIDDEN, forbidden(upstream));
  }

  static String forbidden(Upstream upstream) {
    return "ServiceBackend " + upstream.key() + " spec.tenants: lacks a tenant that may pass";
  }
}
