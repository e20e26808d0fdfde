package dev.sluice.dataplane.listener;

import io.undertow.connector.ByteBufferPool;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.xnio.StreamConnection;
import org.xnio.conduits.ReadReadyHandler;

/** A client's connection. Touched on its I/O thread only. */
final class AcceptedConnection {
  private static final byte[] BAD_REQUEST =
      "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final StreamConnection connection;
  private final ThreadConnections home;
  private final LazySource source;
  private final WatchedSink sink;
  private final ListenerOptions options;
  private @Nullable HttpServerExchange current;
  private long bytes;
  private long bytesSeen;
  private long stillSince;
  private boolean refused;

  @Nullable AcceptedConnection previous;
  @Nullable AcceptedConnection next;

  /**
   * @param options that it was accepted under
   */
  AcceptedConnection(
      StreamConnection connection,
      ThreadConnections home,
      ByteBufferPool buffers,
      ListenerOptions options) {
    this.connection = connection;
    this.home = home;
    this.options = options;
    // Under TLS the header of the PROXY protocol has gone before this is made.
    boolean proxyProtocol = options.proxyProtocol() && options.tls().isEmpty();
    this.source =
        new LazySource(connection.getSourceChannel().getConduit(), this, buffers, proxyProtocol);
    this.sink = new WatchedSink(connection.getSinkChannel().getConduit(), this);
    stillSince = System.nanoTime();
  }

  /** Puts this between the socket and whatever reads and writes it. */
  void install() {
    var sourceChannel = connection.getSourceChannel();
    source.setReadReadyHandler(new ReadReadyHandler.ChannelListenerHandler<>(sourceChannel));
    sourceChannel.setConduit(source);
    connection.getSinkChannel().setConduit(sink);
    connection.setCloseListener(closed -> closed());
    home.add(this);
    source.watch();
  }

  private void closed() {
    if (source.unserved()) {
      countRefusal();
    }
    source.free();
    home.remove(this);
  }

  StreamConnection connection() {
    return connection;
  }

  void began(HttpServerExchange exchange) {
    current = exchange;
    source.head().restore(exchange);
  }

  /**
   * @param pipelined what was read of the next request already
   */
  void ended(@Nullable ByteBuffer pipelined) {
    current = null;
    source.awaitHead(pipelined);
  }

  /** Whether it would be accepted now, as far as the listener can tell. */
  boolean admitted(ListenerOptions now) {
    return options == now || now.admitsAlike(options);
  }

  boolean busy() {
    return current != null;
  }

  /** A tunnel keeps its exchange open and has its own idle limit. */
  boolean tunnel() {
    return current != null && current.isUpgrade();
  }

  /** No request follows the one that is being served. */
  void answersLast() {
    if (current != null && !tunnel()) {
      current.setPersistent(false);
    }
  }

  void sentLast() {
    if (!tunnel()) {
      source.finish();
    }
  }

  void read(long count) {
    bytes += Math.max(count, 0);
  }

  void written(long count) {
    bytes += Math.max(count, 0);
    if (current == null && count > 0) {
      // Nothing else writes while no request is served.
      countRefusal();
    }
  }

  private void countRefusal() {
    if (!refused) {
      refused = true;
      home.refused(connection);
    }
  }

  /** What Undertow's parser answers, for a request that no handler gets to see. */
  void refuse() throws IOException {
    sink.write(ByteBuffer.wrap(BAD_REQUEST));
  }

  /** Whether the other side should have moved something for too long. */
  boolean stalled(long now) {
    if (bytes != bytesSeen || tunnel()) {
      bytesSeen = bytes;
      stillSince = now;
      return false;
    }
    boolean awaited = busy() && (source.wanted() || connection.getSinkChannel().isWriteResumed());
    return now - stillSince > (awaited ? HardenedOptions.STALL_NANOS : HardenedOptions.IDLE_NANOS);
  }
}
