package dev.sluice.dataplane.source;

import dev.sluice.snapshot.PlaneMessage;
import dev.sluice.snapshot.PushCodec;
import dev.sluice.snapshot.PushMessage;
import dev.sluice.snapshot.PushProtocol;
import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import io.undertow.websockets.WebSocketConnectionCallback;
import io.undertow.websockets.WebSocketProtocolHandshakeHandler;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedBinaryMessage;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import io.undertow.websockets.core.protocol.version13.Hybi13Handshake;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.xnio.Pooled;

/** An operator replica that says what a test tells it to say, and keeps what it hears. */
final class ScriptedOperator implements AutoCloseable {
  private final Undertow server;
  private final BlockingQueue<PlaneMessage> heard = new LinkedBlockingQueue<>();
  private final List<WebSocketChannel> channels = new CopyOnWriteArrayList<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private final boolean leader;
  private final int port;

  private ScriptedOperator(PushProtocol protocol, SSLContext tls, int port, boolean leader) {
    this.leader = leader;
    HttpHandler handshake =
        new WebSocketProtocolHandshakeHandler(
            Set.of(new Hybi13Handshake(Set.of(protocol.subprotocol()), false)),
            (WebSocketConnectionCallback)
                (exchange, channel) -> accept(exchange.getRequestHeader("Authorization"), channel));
    server =
        Undertow.builder()
            .addHttpsListener(port, "127.0.0.1", tls)
            .setIoThreads(1)
            .setWorkerThreads(1)
            .setHandler(handshake)
            .build();
    server.start();
    this.port = ((InetSocketAddress) server.getListenerInfo().getFirst().getAddress()).getPort();
  }

  static ScriptedOperator start(SSLContext tls, boolean leader) {
    return new ScriptedOperator(PushProtocol.V6, tls, 0, leader);
  }

  static ScriptedOperator startAt(int port, SSLContext tls, boolean leader) {
    return new ScriptedOperator(PushProtocol.V6, tls, port, leader);
  }

  /** One of an earlier release. */
  static ScriptedOperator speaking(PushProtocol protocol, SSLContext tls, boolean leader) {
    return new ScriptedOperator(protocol, tls, 0, leader);
  }

  int port() {
    return port;
  }

  List<String> authorizations() {
    return authorizations;
  }

  /** The next message of that kind; others before it are dropped. */
  <T extends PlaneMessage> T hear(Class<T> type) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (true) {
      PlaneMessage message = heard.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (message == null) {
        throw new AssertionError("no " + type.getSimpleName() + " came");
      }
      if (type.isInstance(message)) {
        return type.cast(message);
      }
    }
  }

  boolean heardNothingOf(Class<? extends PlaneMessage> type) {
    return heard.stream().noneMatch(type::isInstance);
  }

  void say(PushMessage message) throws IOException {
    for (WebSocketChannel channel : channels) {
      if (channel.isOpen()) {
        WebSockets.sendBinaryBlocking(ByteBuffer.wrap(PushCodec.encode(message)), channel);
      }
    }
  }

  void dropConnections() throws IOException {
    for (WebSocketChannel channel : channels) {
      channel.close();
    }
    channels.clear();
  }

  private void accept(String authorization, WebSocketChannel channel) {
    authorizations.add(authorization);
    channels.add(channel);
    channel
        .getReceiveSetter()
        .set(
            new AbstractReceiveListener() {
              @Override
              protected void onFullBinaryMessage(
                  WebSocketChannel from, BufferedBinaryMessage message) {
                try (Pooled<ByteBuffer[]> data = message.getData()) {
                  ByteBuffer whole = WebSockets.mergeBuffers(data.getResource());
                  byte[] bytes = new byte[whole.remaining()];
                  whole.get(bytes);
                  PlaneMessage said = PushCodec.decodePlane(bytes);
                  heard.add(said);
                  if (said instanceof PlaneMessage.Hello) {
                    WebSockets.sendBinary(
                        ByteBuffer.wrap(
                            PushCodec.encode(new PushMessage.Welcome("replica", leader, 1))),
                        from,
                        null);
                  }
                }
              }
            });
    channel.resumeReceives();
  }

  @Override
  public void close() {
    server.stop();
  }
}
