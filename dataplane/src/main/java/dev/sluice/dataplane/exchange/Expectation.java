package dev.sluice.dataplane.exchange;

import io.undertow.server.AbstractServerConnection;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import io.undertow.util.Headers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** {@code Expect: 100-continue} (RFC 9110, section 10.1.1). */
public final class Expectation {
  /** A backend that does not say 100 so soon may not know it: the body is then asked for anyway. */
  public static final long PATIENCE_MILLIS = 500;

  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private Expectation() {}

  /** Whether the client waits for a 100 before it sends the body. */
  public static boolean of(HttpServerExchange exchange) {
    return exchange.getRequestHeaders().contains(Headers.EXPECT)
        && HttpContinue.requiresContinueResponse(exchange);
  }

  /**
   * Tells the client to go on. Its answer has not begun and the one before it is flushed, so these
   * few bytes fit; a client with whom they do not has stopped reading.
   */
  public static void fulfil(HttpServerExchange exchange) throws IOException {
    HttpContinue.markContinueResponseSent(exchange);
    var connection = (AbstractServerConnection) exchange.getConnection();
    ByteBuffer buffer = ByteBuffer.wrap(CONTINUE);
    connection.getOriginalSinkConduit().write(buffer);
    if (buffer.hasRemaining()) {
      throw new IOException("the client does not read");
    }
  }
}
