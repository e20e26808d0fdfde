package dev.sluice.dataplane.handler;

import dev.sluice.dataplane.conduit.ReadingConduit;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.reply.RequestBodyException;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.conduits.StreamSourceConduit;

/** Ends a body whose length nobody said once it is longer than allowed. */
final class BoundedBody extends ReadingConduit {
  private final HttpServerExchange exchange;
  private final long maxBytes;
  private long received;

  BoundedBody(HttpServerExchange exchange, long maxBytes, StreamSourceConduit next) {
    super(next);
    this.exchange = exchange;
    this.maxBytes = maxBytes;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (received > maxBytes) {
      return -1;
    }
    int count = next.read(target);
    if (count > 0) {
      received += count;
      if (received > maxBytes) {
        refuse();
      }
    }
    return count;
  }

  private void refuse() throws IOException {
    exchange.setPersistent(false);
    next.terminateReads();
    Connectors.terminateRequest(exchange);
    throw new RequestBodyException(FailureKind.BODY_TOO_LARGE, "limits.maxBodyBytes: " + maxBytes);
  }
}
