package dev.sluice.dataplane.admin;

import dev.sluice.dataplane.observe.JsonText;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.xnio.Options;

/** Pages on a port of their own and a thread of their own: a scrape never delays traffic. */
public final class AdminServer implements AutoCloseable {
  private static final HttpString NOSNIFF = HttpString.tryFromString("X-Content-Type-Options");

  private final Undertow server;
  private final int port;

  private AdminServer(Undertow server, int port) {
    this.server = server;
    this.port = port;
  }

  /**
   * @param pages by exact path
   * @throws IOException if the port cannot be taken; the message names it
   */
  public static AdminServer open(InetAddress address, int port, Map<String, AdminPage> pages)
      throws IOException {
    Map<String, AdminPage> known = Map.copyOf(pages);
    Undertow server =
        Undertow.builder()
            .addHttpListener(port, address.getHostAddress())
            .setIoThreads(1)
            .setWorkerThreads(1)
            .setWorkerOption(Options.THREAD_DAEMON, true)
            .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, 60_000)
            .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, 10_000)
            .setServerOption(UndertowOptions.MAX_HEADER_SIZE, 16 << 10)
            .setHandler(exchange -> serve(exchange, known))
            .build();
    try {
      server.start();
    } catch (RuntimeException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(
          "admin port "
              + port
              + " at "
              + address.getHostAddress()
              + " cannot be taken: "
              + cause.getMessage(),
          e);
    }
    InetSocketAddress bound = (InetSocketAddress) server.getListenerInfo().getFirst().getAddress();
    return new AdminServer(server, bound.getPort());
  }

  public int port() {
    return port;
  }

  private static void serve(HttpServerExchange exchange, Map<String, AdminPage> pages) {
    AdminReply reply = reply(exchange, pages);
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.setStatusCode(reply.status());
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, reply.contentType());
    exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
    exchange.getResponseHeaders().put(NOSNIFF, "nosniff");
    exchange.getResponseHeaders().put(Headers.CONTENT_LENGTH, body.length);
    if (exchange.getRequestMethod().equals(Methods.HEAD)) {
      exchange.endExchange();
    } else {
      exchange.getResponseSender().send(java.nio.ByteBuffer.wrap(body));
    }
  }

  private static AdminReply reply(HttpServerExchange exchange, Map<String, AdminPage> pages) {
    AdminPage page = pages.get(exchange.getRequestPath());
    if (page == null) {
      StringBuilder body = new StringBuilder("{\"error\":\"no such page\",\"pages\":[");
      String separator = "";
      for (String path : pages.keySet().stream().sorted().toList()) {
        JsonText.string(body.append(separator), path);
        separator = ",";
      }
      return AdminReply.json(404, body.append("]}\n").toString());
    }
    if (!exchange.getRequestMethod().equals(Methods.GET)
        && !exchange.getRequestMethod().equals(Methods.HEAD)) {
      exchange.getResponseHeaders().put(Headers.ALLOW, "GET, HEAD");
      return AdminReply.json(405, "{\"error\":\"only GET and HEAD\"}\n");
    }
    return page.get(exchange);
  }

  @Override
  public void close() {
    server.stop();
  }
}
