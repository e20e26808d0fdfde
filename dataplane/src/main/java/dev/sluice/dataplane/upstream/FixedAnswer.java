package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.conduit.WritingConduit;
import io.undertow.server.AbstractServerConnection;
import io.undertow.server.ConduitWrapper;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.ConduitFactory;
import io.undertow.util.DateUtils;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;
import org.xnio.conduits.StreamSinkConduit;

/**
 * Takes the body of an answer of known length and sends it behind its head, in place of the two
 * conduits of Undertow that do so with one more buffer. What stands before the position of the
 * first buffer written is overwritten with the head, so that both leave in one piece.
 *
 * <p>Cookies of the exchange are not looked at: they are headers here.
 */
final class FixedAnswer extends WritingConduit implements ConduitWrapper<StreamSinkConduit> {
  private final HttpServerExchange exchange;
  private final AnswerHead head;
  private @Nullable ByteBuffer headLeft;
  private boolean headWritten;
  private int inFront;
  private long left;
  private boolean ending;
  private boolean ended;

  /**
   * @param length more than 0
   */
  FixedAnswer(HttpServerExchange exchange, AnswerHead head, long length) {
    super(((AbstractServerConnection) exchange.getConnection()).getOriginalSinkConduit());
    this.exchange = exchange;
    this.head = head;
    left = length;
  }

  @Override
  public StreamSinkConduit wrap(
      ConduitFactory<StreamSinkConduit> usual, HttpServerExchange ignored) {
    HeaderMap headers = exchange.getResponseHeaders();
    String length = headers.getFirst(Headers.CONTENT_LENGTH);
    if (length == null
        || ContentLength.parse(length) != left
        || headers.contains(Headers.TRANSFER_ENCODING)) {
      return usual.create();
    }
    DateUtils.addDateHeaderIfRequired(exchange);
    String connection = headers.getFirst(Headers.CONNECTION);
    if (!exchange.isPersistent()) {
      headers.put(Headers.CONNECTION, "close");
    } else if (connection != null && connection.equalsIgnoreCase("close")) {
      exchange.setPersistent(false);
    }
    return this;
  }

  @Override
  public int write(ByteBuffer body) throws IOException {
    if (ending || ended) {
      throw new ClosedChannelException();
    }
    if (body.remaining() - inFront > left) {
      throw new IOException("more than the length of the answer");
    }
    if (!headWritten) {
      headWritten = true;
      head.write(exchange);
      if (body.position() >= head.length()) {
        inFront = head.length();
        head.prepend(body);
      } else {
        headLeft = head.copy();
      }
    }
    ByteBuffer first = headLeft;
    return first == null ? writeMerged(body) : writeBoth(first, body);
  }

  private int writeMerged(ByteBuffer body) throws IOException {
    int count = Math.max(0, next.write(body));
    int ofHead = Math.min(count, inFront);
    inFront -= ofHead;
    left -= count - ofHead;
    return count - ofHead;
  }

  private int writeBoth(ByteBuffer first, ByteBuffer body) throws IOException {
    int before = body.remaining();
    next.write(new ByteBuffer[] {first, body}, 0, 2);
    if (!first.hasRemaining()) {
      headLeft = null;
    }
    int count = before - body.remaining();
    left -= count;
    return count;
  }

  @Override
  public boolean flush() throws IOException {
    if (ended) {
      return true;
    }
    if (!flushHead() || !next.flush()) {
      return false;
    }
    if (left == 0) {
      end();
    }
    return true;
  }

  /** Nothing of the body may be there yet, and the client wants the head nevertheless. */
  private boolean flushHead() throws IOException {
    if (!headWritten) {
      headWritten = true;
      head.write(exchange);
      headLeft = head.copy();
    }
    ByteBuffer rest = headLeft;
    while (rest != null && rest.hasRemaining()) {
      if (next.write(rest) == 0) {
        return false;
      }
    }
    headLeft = null;
    return true;
  }

  @Override
  public void terminateWrites() throws IOException {
    if (ending || ended) {
      return;
    }
    ending = true;
    if (left > 0) {
      try {
        next.truncateWrites();
      } finally {
        end();
      }
    } else if (!exchange.isPersistent()) {
      next.terminateWrites();
    }
  }

  @Override
  public void truncateWrites() throws IOException {
    try {
      end();
    } finally {
      next.truncateWrites();
    }
  }

  private void end() {
    if (ended) {
      return;
    }
    ended = true;
    Connectors.terminateResponse(exchange);
  }

  @Override
  public boolean isWriteResumed() {
    return !ended && next.isWriteResumed();
  }

  @Override
  public void wakeupWrites() {
    if (!ended) {
      next.wakeupWrites();
    }
  }
}
