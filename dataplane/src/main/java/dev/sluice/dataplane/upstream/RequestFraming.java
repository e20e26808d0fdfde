package dev.sluice.dataplane.upstream;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import org.jspecify.annotations.Nullable;

/** How the body of a request is framed towards the backend: our own words, never the client's. */
sealed interface RequestFraming {
  RequestFraming NONE = new None();
  RequestFraming EMPTY = new Fixed(0);
  RequestFraming CHUNKED = new Chunked();

  /** No body, and nothing said of one. */
  record None() implements RequestFraming {}

  record Fixed(long length) implements RequestFraming {}

  record Chunked() implements RequestFraming {}

  /** Null if the client's framing cannot be trusted. */
  static @Nullable RequestFraming of(HttpServerExchange exchange) {
    HeaderMap headers = exchange.getRequestHeaders();
    if (exchange.isRequestComplete()) {
      return headers.contains(Headers.CONTENT_LENGTH) || expectsBody(exchange.getRequestMethod())
          ? EMPTY
          : NONE;
    }
    String length = headers.getFirst(Headers.CONTENT_LENGTH);
    if (headers.contains(Headers.TRANSFER_ENCODING)) {
      return length == null ? CHUNKED : null;
    }
    long number = length == null ? -1 : ContentLength.parse(length);
    return number < 0 || headers.count(Headers.CONTENT_LENGTH) != 1 ? null : new Fixed(number);
  }

  /** Backends may ask for a length where one belongs to the method (RFC 9110, section 8.6). */
  private static boolean expectsBody(HttpString method) {
    return method.equals(Methods.POST)
        || method.equals(Methods.PUT)
        || method.equals(Methods.PATCH);
  }

  default boolean hasBody() {
    return switch (this) {
      case None none -> false;
      case Fixed(long length) -> length > 0;
      case Chunked chunked -> true;
    };
  }
}
