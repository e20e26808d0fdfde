package dev.sluice.dataplane.handler;

import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.reply.RequestBodyException;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ConduitReadableByteChannel;
import org.xnio.conduits.Conduits;
import org.xnio.conduits.StreamSourceConduit;

/** Ends a body whose length nobody said once it is longer than allowed. */
final class BoundedBody extends AbstractStreamSourceConduit<StreamSourceConduit> {
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

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      if (targets[i].hasRemaining()) {
        return read(targets[i]);
      }
    }
    return 0;
  }

  @Override
  public long transferTo(long position, long count, FileChannel target) throws IOException {
    return target.transferFrom(new ConduitReadableByteChannel(this), position, count);
  }

  @Override
  public long transferTo(long count, ByteBuffer through, StreamSinkChannel target)
      throws IOException {
    return Conduits.transfer(this, count, through, target);
  }
}
