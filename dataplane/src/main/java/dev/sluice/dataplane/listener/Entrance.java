package dev.sluice.dataplane.listener;

import io.undertow.connector.ByteBufferPool;
import io.undertow.server.OpenListener;
import io.undertow.server.protocol.proxy.ProxyProtocolOpenListener;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.xnio.ChannelListener;
import org.xnio.ChannelListeners;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;

/**
 * What becomes of a connection that was accepted, in layers: the header of the PROXY protocol, TLS,
 * then {@link LazySource} and HTTP. The first two only where the listener has them.
 */
final class Entrance {
  private final ByteBufferPool buffers;
  private final OpenListener http;
  private final ConcurrentHashMap<XnioIoThread, ThreadConnections> connections =
      new ConcurrentHashMap<>();
  private final AtomicInteger open = new AtomicInteger();
  private final LongAdder refusals = new LongAdder();
  private final ChannelListener<StreamConnection> proxied;
  private volatile ListenerOptions options;

  Entrance(ListenerOptions options, OpenListener http, ByteBufferPool buffers) {
    this.options = options;
    this.http = http;
    this.buffers = buffers;
    this.proxied = new ProxyProtocolOpenListener(http, null, buffers, OptionMap.EMPTY);
  }

  void accept(StreamConnection raw) {
    ListenerOptions now = options;
    Optional<TlsFront> tls = now.tls();
    if (tls.isPresent()) {
      acceptSecure(raw, now, tls.get());
      return;
    }
    install(raw, now);
    ChannelListeners.invokeChannelListener(raw, now.proxyProtocol() ? proxied : http);
  }

  private void acceptSecure(StreamConnection raw, ListenerOptions now, TlsFront front) {
    PendingHandshake pending = new PendingHandshake(raw, front.handshakes());
    if (!now.proxyProtocol()) {
      secure(raw, now, front, pending);
      return;
    }
    OpenListener then = new TlsOpening(http, named -> secure(named, now, front, pending));
    ChannelListeners.invokeChannelListener(
        raw, new ProxyProtocolOpenListener(then, null, buffers, OptionMap.EMPTY));
  }

  private void secure(
      StreamConnection outside, ListenerOptions now, TlsFront front, PendingHandshake pending) {
    StreamConnection inside = front.wrap(outside, pending);
    install(inside, now);
    ChannelListeners.invokeChannelListener(inside, http);
  }

  private void install(StreamConnection connection, ListenerOptions now) {
    ThreadConnections home =
        connections.computeIfAbsent(
            connection.getIoThread(), thread -> new ThreadConnections(thread, open, refusals));
    new AcceptedConnection(connection, home, buffers, now).install();
  }

  /** For connections that are accepted from now on. May be called from any thread. */
  void options(ListenerOptions next) {
    options = next;
  }

  Iterable<ThreadConnections> threads() {
    return connections.values();
  }

  /** Open connections, with a request or without. */
  int open() {
    return open.get();
  }

  long refusals() {
    return refusals.sum();
  }
}
