package dev.sluice.dataplane.handler;

import dev.sluice.dataplane.conduit.ReadingConduit;
import dev.sluice.dataplane.reply.RequestBodyException;
import io.undertow.conduits.ReadDataStreamSourceConduit;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Takes the place of Undertow's reader of chunked bodies, which accepts bare line feeds, junk after
 * data and sizes of any length. Reads {@link ChunkSyntax}; trailers are checked and dropped.
 */
final class ChunkedBody extends ReadingConduit {
  private final HttpServerExchange exchange;
  private final HttpServerConnection connection;
  private final ChunkSyntax syntax = new ChunkSyntax();
  private boolean over;

  private ChunkedBody(HttpServerExchange exchange, HttpServerConnection connection) {
    super(new ReadDataStreamSourceConduit(connection.getOriginalSourceConduit(), connection));
    this.exchange = exchange;
    this.connection = connection;
  }

  static StreamSourceConduit of(HttpServerExchange exchange) {
    return new ChunkedBody(exchange, (HttpServerConnection) exchange.getConnection());
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (over) {
      return -1;
    }
    try {
      int count = readChunks(target);
      if (count < 0) {
        end();
      }
      return count;
    } catch (RequestBodyException e) {
      // What follows on this connection cannot be found any more.
      exchange.setPersistent(false);
      end();
      throw e;
    }
  }

  private void end() {
    over = true;
    Connectors.terminateRequest(exchange);
  }

  private int readChunks(ByteBuffer target) throws IOException {
    int total = 0;
    while (target.hasRemaining() && !syntax.ended()) {
      int count = syntax.dataLeft() > 0 ? readData(target) : readSyntax(target);
      if (count < 0) {
        break;
      }
      total += count;
    }
    return total == 0 && syntax.ended() ? -1 : total;
  }

  /** Straight into the target; -1 if there is nothing now. */
  private int readData(ByteBuffer target) throws IOException {
    int limit = target.limit();
    target.limit((int) Math.min(limit, target.position() + syntax.dataLeft()));
    int count;
    try {
      count = next.read(target);
    } finally {
      target.limit(limit);
    }
    if (count < 0) {
      throw new ClosedChannelException();
    }
    syntax.took(count);
    return count == 0 ? -1 : count;
  }

  /** What stands between data, and the data that came along with it; -1 if there is nothing now. */
  private int readSyntax(ByteBuffer target) throws IOException {
    PooledByteBuffer pooled = connection.getByteBufferPool().allocate();
    ByteBuffer buffer = pooled.getBuffer();
    boolean keep = false;
    try {
      int count = next.read(buffer);
      if (count < 0) {
        throw new ClosedChannelException();
      }
      if (count == 0) {
        return -1;
      }
      buffer.flip();
      int moved = 0;
      syntax.read(buffer);
      while (syntax.dataLeft() > 0 && buffer.hasRemaining() && target.hasRemaining()) {
        moved += move(buffer, target);
        syntax.read(buffer);
      }
      keep = buffer.hasRemaining();
      return moved;
    } finally {
      if (keep) {
        connection.ungetRequestBytes(pooled);
      } else {
        pooled.close();
      }
    }
  }

  private int move(ByteBuffer from, ByteBuffer to) {
    int count = (int) Math.min(syntax.dataLeft(), Math.min(from.remaining(), to.remaining()));
    to.put(to.position(), from, from.position(), count);
    to.position(to.position() + count);
    from.position(from.position() + count);
    syntax.took(count);
    return count;
  }
}
