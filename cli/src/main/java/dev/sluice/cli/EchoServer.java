package dev.sluice.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.io.Receiver;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedBinaryMessage;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xnio.Pooled;

/**
 * Answers every request with what it received: {@code name}, {@code method}, {@code path}, {@code
 * query}, {@code headers} (several values joined by a comma) and {@code bodySize} in bytes. Bodies
 * of any size are counted, not kept.
 */
final class EchoServer implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Undertow undertow;
  private final String name;
  private final int port;

  private EchoServer(Undertow undertow, String name, int port) {
    this.undertow = undertow;
    this.name = name;
    this.port = port;
  }

  /**
   * @param port 0 for a free one
   * @param name null for {@code echo-PORT}
   */
  static EchoServer start(String address, int port, @Nullable String name) {
    return start(address, port, name, Map.of());
  }

  /**
   * @param fields of the head of every answer, besides
   */
  static EchoServer start(
      String address, int port, @Nullable String name, Map<String, List<String>> fields) {
    String[] answersAs = {name == null ? "" : name};
    HttpHandler echo =
        exchange -> {
          fields.forEach(
              (field, values) ->
                  exchange.getResponseHeaders().putAll(new HttpString(field), values));
          count(exchange, answersAs);
        };
    Undertow undertow =
        Undertow.builder()
            .addHttpListener(port, address)
            .setIoThreads(1)
            .setWorkerThreads(1)
            .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
            .setHandler(
                exchange -> {
                  if ("websocket"
                      .equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Upgrade"))) {
                    Handlers.websocket((request, channel) -> echoMessages(channel), echo)
                        .handleRequest(exchange);
                  } else {
                    echo.handleRequest(exchange);
                  }
                })
            .build();
    try {
      undertow.start();
    } catch (RuntimeException e) {
      if (e.getCause() instanceof BindException) {
        throw new UserError(
            address
                + ":"
                + port
                + " cannot be bound ("
                + e.getCause().getMessage()
                + "): choose another --port, or 0 for a free one.",
            e);
      }
      throw e;
    }
    int bound = ((InetSocketAddress) undertow.getListenerInfo().getFirst().getAddress()).getPort();
    if (name == null) {
      answersAs[0] = "echo-" + bound;
    }
    return new EchoServer(undertow, answersAs[0], bound);
  }

  int port() {
    return port;
  }

  String name() {
    return name;
  }

  @Override
  public void close() {
    undertow.stop();
  }

  private static void count(HttpServerExchange exchange, String[] name) {
    long[] size = {0};
    Receiver receiver = exchange.getRequestReceiver();
    receiver.receivePartialBytes(
        (self, bytes, last) -> {
          size[0] += bytes.length;
          if (last) {
            answer(self, name[0], size[0]);
          }
        });
  }

  private static void answer(HttpServerExchange exchange, String name, long bodySize) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (HeaderValues values : exchange.getRequestHeaders()) {
      headers.put(values.getHeaderName().toString(), String.join(", ", values));
    }
    Map<String, Object> received = new LinkedHashMap<>();
    received.put("name", name);
    received.put("method", exchange.getRequestMethod().toString());
    received.put("path", exchange.getRequestURI());
    received.put("query", exchange.getQueryString());
    received.put("headers", headers);
    received.put("bodySize", bodySize);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
    try {
      exchange.getResponseSender().send(JSON.writeValueAsString(received) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of strings always encodes", e);
    }
  }

  private static void echoMessages(WebSocketChannel channel) {
    channel
        .getReceiveSetter()
        .set(
            new AbstractReceiveListener() {
              @Override
              protected void onFullTextMessage(WebSocketChannel from, BufferedTextMessage message) {
                WebSockets.sendText(message.getData(), from, null);
              }

              @Override
              protected void onFullBinaryMessage(
                  WebSocketChannel from, BufferedBinaryMessage message) {
                try (Pooled<ByteBuffer[]> data = message.getData()) {
                  WebSockets.sendBinary(WebSockets.mergeBuffers(data.getResource()), from, null);
                }
              }
            });
    channel.resumeReceives();
  }
}
