package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.identity.Identity;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.upstream.credential.CredentialEdit;
import dev.sluice.dataplane.upstream.credential.OutboundCredential;
import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The copy of one request: collected while the original streams by, then sent on a connection of
 * its own from the same thread's pool, its answer read and forgotten. Tried once. Whatever becomes
 * of it is counted, and nobody else learns of it.
 */
final class MirrorRequest implements BodyTap, ConnectionWaiter, ConnectionUser {
  private final Upstream upstream;
  private final IoLoop loop;
  private final ByteBufferPool buffers;
  private final HttpString method;
  private final byte[] head;
  private final @Nullable CredentialEdit shown;
  private final boolean framed;
  private final long key;
  private final @Nullable Identity identity;
  private final long limitMillis;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
  private final ResponseHeadReader headReader;
  private final Timer timer = new Timer(() -> drop(MirrorDrop.BROKEN));
  private final Unsent unsent = new Unsent();
  private final long since = System.nanoTime();
  private @Nullable UpstreamEndpoint endpoint;
  private @Nullable UpstreamConnection connection;
  private @Nullable ResponseSink response;
  private boolean persistent;
  private boolean started;
  private boolean ended;

  /**
   * @param head without framing and without the empty line
   * @param shown the credential in it, if there is one
   * @param key of the request, for the choice of an endpoint
   * @param identity of the client: another backend may be for others
   */
  MirrorRequest(
      Upstream upstream,
      IoLoop loop,
      ByteBufferPool buffers,
      HttpString method,
      byte[] head,
      @Nullable CredentialEdit shown,
      RequestFraming framing,
      long key,
      @Nullable Identity identity,
      long limitMillis) {
    this.upstream = upstream;
    this.loop = loop;
    this.buffers = buffers;
    this.method = method;
    this.head = head;
    this.shown = shown;
    this.framed = !(framing instanceof RequestFraming.None);
    this.key = key;
    this.identity = identity;
    this.limitMillis = limitMillis;
    headReader = new ResponseHeadReader(loop);
    if (head.length == 0) {
      // What cannot be forwarded cannot be mirrored either; the original says so.
      drop(MirrorDrop.INCOMPLETE);
    }
  }

  @Override
  public void data(ByteBuffer piece) {
    if (ended) {
      return;
    }
    if (body.size() + piece.remaining() > MirrorBudget.MAX_BODY) {
      body.reset();
      drop(MirrorDrop.BODY);
      return;
    }
    byte[] copy = new byte[piece.remaining()];
    piece.get(piece.position(), copy);
    body.writeBytes(copy);
  }

  @Override
  public void end() {
    if (ended || started) {
      return;
    }
    started = true;
    // Later, so that the original goes first.
    loop.thread().execute(this::send);
  }

  @Override
  public void abandoned() {
    if (!started) {
      drop(MirrorDrop.INCOMPLETE);
    }
  }

  private void send() {
    UpstreamEndpoint chosen = upstream.choice().serving().choice().choose(loop, key);
    if (chosen == null || !mayHave(chosen.upstream())) {
      drop(MirrorDrop.UNREACHABLE);
      return;
    }
    if (!chosen.upstream().scope().admits(identity)) {
      drop(MirrorDrop.FORBIDDEN);
      return;
    }
    endpoint = chosen;
    chosen.requestBegan();
    loop.wheel().schedule(timer, limitMillis);
    chosen.connections().pool(loop).acquire(this, false);
  }

  /** The head holds the credential of the backend that was meant, and nobody else may see that. */
  private boolean mayHave(Upstream other) {
    return other == upstream
        || (upstream.credential().now() == OutboundCredential.NONE
            && other.credential().now() == OutboundCredential.NONE);
  }

  @Override
  public void connected(UpstreamConnection to, boolean reused) {
    if (reused && to.stale()) {
      to.close();
      to.pool().acquire(this, true);
      return;
    }
    connection = to;
    to.use(this);
    unsent.is(message());
    writable();
  }

  private ByteBuffer message() {
    byte[] framing =
        (framed ? "Content-Length: " + body.size() + "\r\n\r\n" : "\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(head.length + framing.length + body.size())
        .put(head)
        .put(framing)
        .put(body.toByteArray())
        .flip();
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
      drop(MirrorDrop.BROKEN);
    }
  }

  @Override
  public void readable() {
    UpstreamConnection from = connection;
    if (from == null) {
      return;
    }
    try (PooledByteBuffer pooled = buffers.allocate()) {
      int count = from.read(pooled.getBuffer());
      if (count > 0) {
        take(pooled.getBuffer().flip());
      } else if (count < 0) {
        ResponseSink sink = response;
        if (sink != null && sink.endsWithConnection()) {
          answered();
        } else {
          drop(MirrorDrop.BROKEN);
        }
      }
    } catch (IOException | BadResponse e) {
      drop(MirrorDrop.BROKEN);
    }
  }

  private void take(ByteBuffer buffer) throws BadResponse {
    if (response == null && !readHead(buffer)) {
      return;
    }
    ResponseSink sink = response;
    if (sink != null) {
      sink.take(buffer);
      if (sink.done()) {
        answered();
      }
    }
  }

  private boolean readHead(ByteBuffer buffer) throws BadResponse {
    if (!headReader.readFinal(buffer)) {
      return false;
    }
    ResponseHead answer = loop.responseHead();
    ResponseFraming framing = answer.framing(method.equals(Methods.HEAD));
    if (shown != null) {
      upstream.credential().now().answered(answer.status(), shown);
    }
    persistent = answer.persistent() && !(framing instanceof ResponseFraming.UntilClose);
    response = new ResponseSink(framing);
    return true;
  }

  private void answered() {
    ResponseSink sink = response;
    boolean good = persistent && sink != null && sink.clean() && unsent.isNothing();
    UpstreamConnection used = finish();
    upstream.mirrors().answered();
    if (used != null && good) {
      used.release();
    } else if (used != null) {
      used.close();
    }
  }

  private void drop(MirrorDrop reason) {
    if (ended) {
      return;
    }
    UpstreamConnection used = finish();
    upstream.mirrors().ended(reason);
    if (used != null) {
      used.close();
    }
  }

  private @Nullable UpstreamConnection finish() {
    ended = true;
    loop.wheel().cancel(timer);
    UpstreamConnection used = connection;
    connection = null;
    UpstreamEndpoint chosen = endpoint;
    if (chosen != null) {
      endpoint = null;
      chosen.requestEnded();
      if (used == null) {
        chosen.connections().pool(loop).cancel(this);
      }
    }
    return used;
  }

  @Override
  public void broken(FailureKind kind, String detail) {
    connection = null;
    drop(MirrorDrop.BROKEN);
  }

  @Override
  public void notConnected(FailureKind kind, String detail) {
    drop(MirrorDrop.UNREACHABLE);
  }

  @Override
  public void endpointLeft() {
    drop(MirrorDrop.UNREACHABLE);
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
