package dev.sluice.dataplane.reply;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Answers in the gateway's own name: {@code application/problem+json} (RFC 9457) with a {@code
 * reason} and the request id, and nothing internal.
 *
 * <p>Handlers reply through {@code RequestContext.reply}, which also notes the failure for the
 * observers.
 */
public final class LocalReply {
  public static final HttpString X_REQUEST_ID = HttpString.tryFromString("X-Request-Id");
  private static final HttpString X_CONTENT_TYPE_OPTIONS =
      HttpString.tryFromString("X-Content-Type-Options");

  private LocalReply() {}

  /**
   * Ends the exchange. If the response has already begun, its connection is cut instead, so that
   * the client does not take a broken answer for a whole one.
   *
   * @param requestId empty if none is known yet; printable ASCII without quotes
   */
  public static void send(HttpServerExchange exchange, FailureKind kind, String requestId) {
    send(exchange, kind, kind.status(), requestId);
  }

  /**
   * The same with a status that configuration chose.
   *
   * @param status 400 to 599
   */
  public static void send(
      HttpServerExchange exchange, FailureKind kind, int status, String requestId) {
    send(exchange, kind, status, requestId, kind.detail());
  }

  /**
   * The same with other words for the client.
   *
   * @param detail printable ASCII without quotes and backslashes, nothing internal
   */
  public static void send(
      HttpServerExchange exchange, FailureKind kind, int status, String requestId, String detail) {
    if (exchange.isResponseStarted()) {
      cut(exchange);
      return;
    }
    exchange.setStatusCode(status);
    // Undertow does not know all of them.
    exchange.setReasonPhrase(StatusTitle.of(kind, status));
    var headers = exchange.getResponseHeaders();
    headers.put(Headers.CONTENT_TYPE, "application/problem+json");
    headers.put(Headers.CACHE_CONTROL, "no-store");
    headers.put(X_CONTENT_TYPE_OPTIONS, "nosniff");
    if (!requestId.isEmpty()) {
      headers.put(X_REQUEST_ID, requestId);
    }
    if (closesConnection(kind)) {
      exchange.setPersistent(false);
      headers.put(Headers.CONNECTION, "close");
    }
    closeIfBodyWasNotAskedFor(exchange);
    byte[] body = body(kind, status, requestId, detail).getBytes(StandardCharsets.UTF_8);
    headers.put(Headers.CONTENT_LENGTH, body.length);
    if (exchange.getRequestMethod().equals(Methods.HEAD)) {
      endWithoutBody(exchange);
    } else {
      exchange.getResponseSender().send(ByteBuffer.wrap(body));
    }
  }

  /**
   * Sends the head alone, and at once: the exchange's own way to end waits for the rest of the
   * request first, and who was never told to continue waits for the answer.
   */
  public static void endWithoutBody(HttpServerExchange exchange) {
    if (exchange.isRequestComplete()) {
      exchange.endExchange();
    } else {
      closeIfBodyWasNotAskedFor(exchange);
      exchange.getResponseSender().send(ByteBuffer.allocate(0));
    }
  }

  /** It may come after the answer or not, so what follows may be a request or not. */
  public static void closeIfBodyWasNotAskedFor(HttpServerExchange exchange) {
    if (exchange.getRequestHeaders().contains(Headers.EXPECT)
        && HttpContinue.requiresContinueResponse(exchange)) {
      exchange.setPersistent(false);
      exchange.getResponseHeaders().put(Headers.CONNECTION, "close");
    }
  }

  /** Breaks the client's connection off: there is no other honest way to end a begun answer. */
  public static void cut(HttpServerExchange exchange) {
    exchange.setPersistent(false);
    org.xnio.IoUtils.safeClose(exchange.getConnection());
  }

  /** After these, what follows on the connection cannot be trusted to be a request. */
  private static boolean closesConnection(FailureKind kind) {
    // These are told of a body that was read to its end.
    if (kind == FailureKind.SCHEMA_VIOLATION || kind == FailureKind.INVALID_BODY) {
      return false;
    }
    return switch (kind.status()) {
      case 400, 408, 413, 414, 417, 431, 501, 505 -> true;
      default -> false;
    };
  }

  static String body(FailureKind kind, int status, String requestId, String detail) {
    return "{\"type\":\"about:blank\",\"title\":\""
        + StatusTitle.of(kind, status)
        + "\",\"status\":"
        + status
        + ",\"detail\":\""
        + detail
        + "\",\"reason\":\""
        + kind
        + "\",\"requestId\":\""
        + requestId
        + "\"}\n";
  }
}
