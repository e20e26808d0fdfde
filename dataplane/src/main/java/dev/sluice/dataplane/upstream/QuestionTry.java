package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.ask.HeadField;
import dev.sluice.dataplane.ask.Question;
import dev.sluice.dataplane.ask.Reply;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.upstream.breaker.BreakerCall;
import dev.sluice.dataplane.upstream.concurrency.ConcurrencyLimit;
import dev.sluice.dataplane.upstream.credential.CredentialEdit;
import io.undertow.util.Methods;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One try of a question of our own at one endpoint. Breaker, limit and all that watch the endpoint
 * learn of it as of a client's request. Tells its {@link UpstreamQuestion} how it ends, once.
 */
final class QuestionTry implements ConnectionWaiter, ConnectionUser {
  private static final int READ_AT_ONCE = 4 * 1024;

  private final UpstreamQuestion asker;
  private final Question question;
  private final UpstreamEndpoint endpoint;
  private final IoLoop loop;
  private final @Nullable CredentialEdit shown;
  private final @Nullable BreakerCall call;
  private final @Nullable ConcurrencyLimit limit;
  private final ResponseHeadReader headReader;
  private final Unsent unsent = new Unsent();
  private final long since = System.nanoTime();
  private @Nullable UpstreamConnection connection;
  private @Nullable ShortBody body;
  private List<HeadField> fields = List.of();
  private int status;
  private boolean persistent;
  private boolean reused;
  private boolean ended;

  /**
   * @param call the breaker's permission; null where there is no breaker
   * @param limit a slot of which it has; null where there is no limit
   */
  QuestionTry(
      UpstreamQuestion asker,
      Question question,
      UpstreamEndpoint endpoint,
      IoLoop loop,
      @Nullable CredentialEdit shown,
      @Nullable BreakerCall call,
      @Nullable ConcurrencyLimit limit) {
    this.asker = asker;
    this.question = question;
    this.endpoint = endpoint;
    this.loop = loop;
    this.shown = shown;
    this.call = call;
    this.limit = limit;
    headReader = new ResponseHeadReader(loop);
  }

  UpstreamEndpoint endpoint() {
    return endpoint;
  }

  /**
   * @param fresh not over a pooled connection
   */
  void start(boolean fresh) {
    endpoint.requestBegan();
    endpoint.connections().pool(loop).acquire(this, fresh);
  }

  @Override
  public void connected(UpstreamConnection to, boolean fromPool) {
    connection = to;
    reused = fromPool;
    to.use(this);
    ByteBuffer head = loop.requestHead().writeQuestion(question, shown);
    if (!head.hasRemaining()) {
      fail(FailureKind.MALFORMED_REQUEST, "a character that cannot be forwarded");
      return;
    }
    // The one place for heads is another's as soon as this returns.
    unsent.is(ByteBuffer.allocate(head.remaining()).put(head).flip());
    writable();
  }

  @Override
  public void writable() {
    UpstreamConnection to = connection;
    if (to == null) {
      return;
    }
    try {
      unsent.writeTo(to);
    } catch (IOException e) {
      fail(FailureKind.UPSTREAM_RESET, endpoint + ": " + e.getMessage());
    }
  }

  @Override
  public void readable() {
    UpstreamConnection from = connection;
    if (from == null) {
      return;
    }
    try {
      ByteBuffer buffer = ByteBuffer.allocate(READ_AT_ONCE);
      int count = from.read(buffer);
      if (count > 0) {
        take(buffer.flip());
      } else if (count < 0) {
        ShortBody read = body;
        if (read != null && read.endsWithConnection()) {
          answered(true);
        } else {
          fail(
              headReader.begun() ? FailureKind.UPSTREAM_TRUNCATED : FailureKind.UPSTREAM_RESET,
              endpoint + ": closed the connection before the end of the answer");
        }
      }
    } catch (IOException e) {
      fail(FailureKind.UPSTREAM_RESET, endpoint + ": " + e.getMessage());
    } catch (BadResponse e) {
      fail(FailureKind.UPSTREAM_PROTOCOL_ERROR, endpoint + ": " + e.getMessage());
    }
  }

  private void take(ByteBuffer buffer) throws BadResponse {
    if (body == null && !readHead(buffer)) {
      return;
    }
    ShortBody read = body;
    if (read != null) {
      read.take(buffer);
      if (read.done() && !read.tooLong()) {
        answered(true);
      } else if (read.tooLong()) {
        answered(false);
      }
    }
  }

  private boolean readHead(ByteBuffer buffer) throws BadResponse {
    boolean whole = headReader.readFinal(buffer);
    if (whole) {
      begin(loop.responseHead());
    }
    return whole;
  }

  private void begin(ResponseHead head) {
    ResponseFraming framing = head.framing(question.method().equals(Methods.HEAD));
    persistent = head.persistent() && !(framing instanceof ResponseFraming.UntilClose);
    status = head.status();
    List<HeadField> copied = new ArrayList<>(head.size());
    for (int i = 0; i < head.size(); i++) {
      copied.add(new HeadField(head.name(i), head.value(i)));
    }
    fields = copied;
    body = new ShortBody(framing);
    Upstream upstream = endpoint.upstream();
    if (shown != null) {
      upstream.credential().now().answered(status, shown);
    }
    long nanos = System.nanoTime() - since;
    if (call != null) {
      call.answered(status, nanos);
    }
    upstream.outcomes().answered(endpoint, status, nanos);
  }

  /**
   * @param whole whether all of it is read
   */
  private void answered(boolean whole) {
    ShortBody read = body;
    boolean good = whole && persistent && unsent.isNothing() && read != null && read.clean();
    UpstreamConnection used = connection;
    connection = null;
    if (call != null) {
      call.whole();
    }
    end();
    endpoint.upstream().outcomes().completed(endpoint, status);
    if (used != null && good) {
      used.release();
    } else if (used != null) {
      used.close();
    }
    asker.answered(
        new Reply.Answered(
            status, fields, whole && read != null ? read.octets() : new byte[0], whole));
  }

  /**
   * @param detail with the endpoint's name
   */
  void fail(FailureKind kind, String detail) {
    if (ended) {
      return;
    }
    boolean headRead = body != null;
    boolean stale = reused && !headReader.begun() && kind == FailureKind.UPSTREAM_RESET;
    if (kind.ofEndpoint() && !stale) {
      long nanos = System.nanoTime() - since;
      if (call != null) {
        call.failed(nanos);
      }
      endpoint.upstream().outcomes().failed(endpoint, kind, nanos);
    }
    abort();
    if (headRead) {
      asker.answered(new Reply.Answered(status, fields, new byte[0], false));
    } else {
      asker.failed(this, kind, detail, stale);
    }
  }

  /** Gives up at once; nobody is told. */
  void abort() {
    if (!ended) {
      end();
      if (connection == null) {
        endpoint.connections().pool(loop).cancel(this);
      }
    }
    UpstreamConnection used = connection;
    connection = null;
    if (used != null) {
      used.close();
    }
  }

  private void end() {
    if (!ended) {
      ended = true;
      endpoint.requestEnded();
      if (call != null) {
        call.ended();
      }
      if (limit != null) {
        limit.leave();
      }
    }
  }

  @Override
  public void broken(FailureKind kind, String detail) {
    connection = null;
    fail(kind, detail);
  }

  @Override
  public void notConnected(FailureKind kind, String detail) {
    fail(kind, detail);
  }

  @Override
  public void endpointLeft() {
    end();
    asker.endpointLeft();
  }

  @Override
  public long waitingSince() {
    return since;
  }

  @Override
  public boolean cancelled() {
    return ended;
  }
}
