package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.snapshot.Timeout;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.AbstractServerConnection;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.StreamSourceConduit;

/**
 * A client's and a backend's connection joined to one, after an upgrade. Each side may end its half
 * (the other half goes on); a side that breaks, or silence for too long, ends all.
 */
final class Tunnel implements ConnectionUser {
  private final Tunnels registry;
  private final IoLoop loop;
  private final Timeout idleTimeout;
  private final AbstractServerConnection client;
  private final UpstreamConnection upstream;
  private final Runnable closed;
  private final Timer idleTimer = new Timer(this::checkIdle);
  private final TunnelPipe toUpstream;
  private final TunnelPipe toClient;
  private long lastNanos = System.nanoTime();
  private boolean over;

  /**
   * @param fromUpstream what the backend sent behind its 101
   * @param closed called once, when all is over
   */
  Tunnel(
      Tunnels registry,
      IoLoop loop,
      Timeout idleTimeout,
      AbstractServerConnection client,
      UpstreamConnection upstream,
      @Nullable PooledByteBuffer fromUpstream,
      Runnable closed) {
    this.registry = registry;
    this.loop = loop;
    this.idleTimeout = idleTimeout;
    this.client = client;
    this.upstream = upstream;
    this.closed = closed;
    StreamSourceConduit clientSource = client.getOriginalSourceConduit();
    StreamSinkConduit clientSink = client.getOriginalSinkConduit();
    PooledByteBuffer fromClient = client.getExtraBytes();
    client.setExtraBytes(null);
    var buffers = client.getByteBufferPool();
    toUpstream = new TunnelPipe(clientSource, upstream.sink(), buffers, fromClient);
    toClient = new TunnelPipe(upstream.source(), clientSink, buffers, fromUpstream);
  }

  void open() {
    registry.opened(this);
    upstream.use(this);
    client.clearChannel();
    StreamConnection channel = client.getChannel();
    channel.getSourceChannel().setReadListener(source -> move(toUpstream));
    channel.getSinkChannel().setWriteListener(sink -> move(toClient));
    client.addCloseListener(connection -> close());
    lastNanos = System.nanoTime();
    checkIdle();
    move(toUpstream);
    move(toClient);
  }

  private void move(TunnelPipe pipe) {
    if (over) {
      return;
    }
    lastNanos = System.nanoTime();
    try {
      pipe.pump();
    } catch (IOException e) {
      close();
      return;
    }
    if (toUpstream.ended() && toClient.ended()) {
      close();
    }
  }

  @Override
  public void readable() {
    move(toClient);
  }

  @Override
  public void writable() {
    move(toUpstream);
  }

  @Override
  public void broken(FailureKind kind, String detail) {
    close();
  }

  private void checkIdle() {
    switch (idleTimeout) {
      case Timeout.None none -> {}
      case Timeout.After(long millis) -> {
        long left = millis - (System.nanoTime() - lastNanos) / 1_000_000;
        if (left <= 0) {
          close();
        } else {
          loop.wheel().schedule(idleTimer, left);
        }
      }
    }
  }

  /** From any thread. */
  void closeSoon() {
    loop.thread().execute(this::close);
  }

  private void close() {
    if (over) {
      return;
    }
    over = true;
    loop.wheel().cancel(idleTimer);
    registry.closed(this);
    toUpstream.free();
    toClient.free();
    upstream.close();
    IoUtils.safeClose(client);
    closed.run();
  }
}
