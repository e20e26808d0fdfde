package dev.sluice.dataplane.body.form;

import dev.sluice.dataplane.conduit.ReadingConduit;
import dev.sluice.dataplane.reply.RequestBodyException;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Whoever reads the body gets no byte that was not judged, and never the last one of a form that is
 * not as it must be: the backend cannot take it for whole.
 */
final class WatchedForm extends ReadingConduit {
  private final HttpServerExchange exchange;
  private final FormReader reader;
  private final long said;
  private long received;
  private boolean ended;
  private @Nullable RequestBodyException refused;

  WatchedForm(HttpServerExchange exchange, FormReader reader, StreamSourceConduit next) {
    super(next);
    this.exchange = exchange;
    this.reader = reader;
    this.said = exchange.getRequestContentLength();
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (refused != null) {
      // Not the end: nobody shall believe that the body was whole.
      throw again(refused);
    }
    int start = target.position();
    int count = next.read(target);
    try {
      if (count > 0) {
        reader.take(target.duplicate().limit(target.position()).position(start));
        received += count;
      }
      // The length that was said is over with this piece, so this piece must end the form.
      if ((count < 0 || received == said) && !ended) {
        ended = true;
        reader.end();
      }
    } catch (RequestBodyException e) {
      refused = e;
      target.position(start);
      exchange.setPersistent(false);
      next.terminateReads();
      Connectors.terminateRequest(exchange);
      throw again(e);
    }
    return count;
  }

  private static RequestBodyException again(RequestBodyException e) {
    return new RequestBodyException(e.kind(), String.valueOf(e.getMessage()));
  }
}
