package dev.sluice.dataplane.listener;

import io.undertow.connector.ByteBufferPool;
import io.undertow.server.HttpServerExchange;
import org.jspecify.annotations.Nullable;
import org.xnio.StreamConnection;
import org.xnio.conduits.ReadReadyHandler;

/** A client's connection. Touched on its I/O thread only. */
final class AcceptedConnection {
  private final StreamConnection connection;
  private final ThreadConnections home;
  private final LazySource source;
  private @Nullable HttpServerExchange current;
  private long bytes;
  private long bytesSeen;
  private long stillSince;

  @Nullable AcceptedConnection previous;
  @Nullable AcceptedConnection next;

  AcceptedConnection(StreamConnection connection, ThreadConnections home, ByteBufferPool buffers) {
    this.connection = connection;
    this.home = home;
    this.source = new LazySource(connection.getSourceChannel().getConduit(), this, buffers);
    stillSince = System.nanoTime();
  }

  /** Puts this between the socket and whatever reads and writes it. */
  void install() {
    var sourceChannel = connection.getSourceChannel();
    source.setReadReadyHandler(new ReadReadyHandler.ChannelListenerHandler<>(sourceChannel));
    sourceChannel.setConduit(source);
    var sinkChannel = connection.getSinkChannel();
    sinkChannel.setConduit(new WatchedSink(sinkChannel.getConduit(), this));
    connection.setCloseListener(closed -> closed());
    home.add(this);
    source.watch();
  }

  private void closed() {
    source.free();
    home.remove(this);
  }

  StreamConnection connection() {
    return connection;
  }

  void began(HttpServerExchange exchange) {
    current = exchange;
  }

  /**
   * @param pipelined bytes of the next request were read already
   */
  void ended(boolean pipelined) {
    current = null;
    if (!pipelined) {
      source.awaitHead();
    }
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
      home.refused(connection);
    }
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
