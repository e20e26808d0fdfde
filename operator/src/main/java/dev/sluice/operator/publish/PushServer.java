package dev.sluice.operator.publish;

import dev.sluice.operator.quota.LeaseTimes;
import dev.sluice.operator.quota.QuotaDesks;
import dev.sluice.snapshot.PushProtocol;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import io.undertow.websockets.WebSocketConnectionCallback;
import io.undertow.websockets.WebSocketProtocolHandshakeHandler;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedBinaryMessage;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import io.undertow.websockets.core.protocol.Handshake;
import io.undertow.websockets.core.protocol.version13.Hybi13Handshake;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.Options;
import org.xnio.Pooled;
import org.xnio.Sequence;

/** Listens for data planes at {@link #PATH}. */
public final class PushServer implements AutoCloseable {
  public static final String PATH = "/v1/stream";

  private static final Logger LOG = LoggerFactory.getLogger(PushServer.class);
  private static final long PING_SECONDS = 10;
  private static final long LARGEST_MESSAGE = 4 << 20;
  private static final String BEARER = "Bearer ";
  private static final AttachmentKey<PlaneIdentity> IDENTITY =
      AttachmentKey.create(PlaneIdentity.class);

  private final PlaneAuthenticator authenticator;
  private final PushEvents events;
  private final Surroundings around;
  private final Set<PlaneStream> streams = ConcurrentHashMap.newKeySet();
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("push-timer").factory());
  private final HttpHandler handshake;
  private volatile Standing standing;
  private @Nullable Undertow server;

  public PushServer(
      PlaneAuthenticator authenticator,
      Publisher publisher,
      PlaneStates states,
      Standing standing,
      PushEvents events) {
    this(authenticator, publisher, states, standing, events, new QuotaDesks(LeaseTimes.USUAL));
  }

  /**
   * @param quotas hands out shares of limits while this replica leads
   */
  public PushServer(
      PlaneAuthenticator authenticator,
      Publisher publisher,
      PlaneStates states,
      Standing standing,
      PushEvents events,
      QuotaDesks quotas) {
    this.authenticator = authenticator;
    this.standing = standing;
    this.events = events;
    this.around = new Surroundings(publisher, states, events, quotas);
    Set<String> subprotocols = new LinkedHashSet<>();
    PushProtocol.OFFERED.forEach(protocol -> subprotocols.add(protocol.subprotocol()));
    List<Handshake> handshakes = List.of(new Hybi13Handshake(subprotocols, false));
    WebSocketConnectionCallback opened =
        (exchange, channel) ->
            open(
                channel,
                exchange.getAttachment(IDENTITY),
                PushProtocol.of(String.valueOf(channel.getSubProtocol())).orElseThrow());
    this.handshake = new WebSocketProtocolHandshakeHandler(handshakes, opened);
  }

  /**
   * @param host address to listen at
   * @param port 0 for a free one
   */
  public PushServer start(String host, int port, SSLContext tls) {
    Undertow started =
        Undertow.builder()
            .addHttpsListener(port, host, tls)
            .setIoThreads(2)
            .setWorkerThreads(2)
            .setSocketOption(Options.SSL_ENABLED_PROTOCOLS, Sequence.of("TLSv1.3", "TLSv1.2"))
            .setServerOption(UndertowOptions.MAX_HEADER_SIZE, 32 << 10)
            .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, 10_000)
            .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, 30_000)
            .setServerOption(UndertowOptions.ENABLE_HTTP2, false)
            .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, 0L)
            .setHandler(exchange -> exchange.dispatch(workers, this::admit))
            .build();
    started.start();
    server = started;
    timer.scheduleAtFixedRate(
        () -> streams.forEach(PlaneStream::ping), PING_SECONDS, PING_SECONDS, TimeUnit.SECONDS);
    LOG.info("config service listens at {}:{}", host, port());
    return this;
  }

  public int port() {
    Undertow started = server;
    if (started == null) {
      throw new IllegalStateException("not started");
    }
    return ((InetSocketAddress) started.getListenerInfo().getFirst().getAddress()).getPort();
  }

  /** Data planes prefer the leader, so they are told at once when that changes. */
  public void standing(Standing now) {
    standing = now;
    streams.forEach(PlaneStream::wake);
  }

  private void admit(HttpServerExchange exchange) throws Exception {
    if (!exchange.getRequestPath().equals(PATH)) {
      exchange.setStatusCode(StatusCodes.NOT_FOUND);
      return;
    }
    List<String> offered = offeredProtocols(exchange);
    if (PushProtocol.choose(offered).isEmpty()) {
      LOG.warn(
          "{} offers push protocols {}, this operator speaks {}: refused; its release is too old or"
              + " too new",
          exchange.getSourceAddress(),
          offered,
          PushProtocol.OFFERED);
      events.turnedAway("protocol");
      exchange.setStatusCode(StatusCodes.BAD_REQUEST);
      exchange.getResponseSender().send("no push protocol in common\n");
      return;
    }
    String authorization = exchange.getRequestHeaders().getFirst(Headers.AUTHORIZATION);
    if (authorization == null || !authorization.startsWith(BEARER)) {
      refuse(exchange, "no bearer token");
      return;
    }
    switch (authenticator.authenticate(authorization.substring(BEARER.length()))) {
      case PlaneAuthenticator.Verdict.Known known -> {
        exchange.putAttachment(IDENTITY, known.identity());
        handshake.handleRequest(exchange);
      }
      case PlaneAuthenticator.Verdict.Refused refused -> refuse(exchange, refused.reason());
      case PlaneAuthenticator.Verdict.Unavailable unavailable -> {
        LOG.warn(
            "cannot check the token of {}: {}", exchange.getSourceAddress(), unavailable.reason());
        events.turnedAway("unavailable");
        exchange.setStatusCode(StatusCodes.SERVICE_UNAVAILABLE);
      }
    }
  }

  private static List<String> offeredProtocols(HttpServerExchange exchange) {
    HeaderValues values = exchange.getRequestHeaders().get(Headers.SEC_WEB_SOCKET_PROTOCOL);
    return values == null
        ? List.of()
        : values.stream()
            .flatMap(value -> Arrays.stream(value.split(",")))
            .map(String::strip)
            .toList();
  }

  private void refuse(HttpServerExchange exchange, String reason) {
    LOG.warn("token of {} refused: {}", exchange.getSourceAddress(), reason);
    events.turnedAway("token");
    exchange.setStatusCode(StatusCodes.UNAUTHORIZED);
    exchange.getResponseHeaders().put(Headers.WWW_AUTHENTICATE, "Bearer");
  }

  private void open(WebSocketChannel channel, PlaneIdentity identity, PushProtocol protocol) {
    PlaneStream stream =
        new PlaneStream(new PlaneChannel(channel), identity, protocol, () -> standing, around);
    streams.add(stream);
    channel.getReceiveSetter().set(new Receiver(stream));
    channel.addCloseTask(closed -> stream.ended());
    channel.resumeReceives();
    workers.execute(
        () -> {
          try {
            stream.run();
          } finally {
            streams.remove(stream);
          }
        });
  }

  @Override
  public void close() {
    streams.forEach(stream -> stream.close(CloseCode.GOING_AWAY, "operator stops"));
    timer.shutdownNow();
    Undertow started = server;
    if (started != null) {
      started.stop();
    }
    workers.shutdownNow();
  }

  private static final class Receiver extends AbstractReceiveListener {
    private final PlaneStream stream;

    Receiver(PlaneStream stream) {
      this.stream = stream;
    }

    @Override
    protected long getMaxBinaryBufferSize() {
      return LARGEST_MESSAGE;
    }

    @Override
    protected void onFullBinaryMessage(WebSocketChannel channel, BufferedBinaryMessage message)
        throws IOException {
      try (Pooled<ByteBuffer[]> data = message.getData()) {
        ByteBuffer whole = WebSockets.mergeBuffers(data.getResource());
        byte[] bytes = new byte[whole.remaining()];
        whole.get(bytes);
        stream.received(bytes);
      }
    }

    @Override
    protected void onFullTextMessage(WebSocketChannel channel, BufferedTextMessage message) {
      stream.close(CloseCode.BROKEN_MESSAGE, "messages are binary");
    }

    @Override
    protected void onFullPongMessage(WebSocketChannel channel, BufferedBinaryMessage message)
        throws IOException {
      message.getData().close();
      stream.heard();
    }

    @Override
    protected void onError(WebSocketChannel channel, Throwable error) {
      super.onError(channel, error);
      stream.ended();
    }
  }
}
