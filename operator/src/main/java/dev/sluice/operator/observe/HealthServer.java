package dev.sluice.operator.observe;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.util.function.BooleanSupplier;

/** Serves {@code /healthz}, {@code /readyz} and {@code /metrics}. */
public final class HealthServer implements AutoCloseable {
  private final CollectorRegistry registry;
  private final BooleanSupplier ready;
  private final Undertow server;

  private HealthServer(String host, int port, CollectorRegistry registry, BooleanSupplier ready) {
    this.registry = registry;
    this.ready = ready;
    this.server =
        Undertow.builder()
            .addHttpListener(port, host)
            .setIoThreads(1)
            .setWorkerThreads(1)
            .setHandler(this::answer)
            .build();
    server.start();
  }

  public static HealthServer start(
      String host, int port, CollectorRegistry registry, BooleanSupplier ready) {
    return new HealthServer(host, port, registry, ready);
  }

  public int port() {
    return ((InetSocketAddress) server.getListenerInfo().getFirst().getAddress()).getPort();
  }

  private void answer(HttpServerExchange exchange) throws IOException {
    switch (exchange.getRequestPath()) {
      case "/healthz" -> text(exchange, "ok\n");
      case "/readyz" -> {
        boolean now = ready.getAsBoolean();
        exchange.setStatusCode(now ? StatusCodes.OK : StatusCodes.SERVICE_UNAVAILABLE);
        text(exchange, now ? "ok\n" : "no configuration is compiled yet\n");
      }
      case "/metrics" -> {
        StringWriter metrics = new StringWriter();
        TextFormat.writeOpenMetrics100(metrics, registry.metricFamilySamples());
        exchange
            .getResponseHeaders()
            .put(Headers.CONTENT_TYPE, TextFormat.CONTENT_TYPE_OPENMETRICS_100);
        exchange.getResponseSender().send(metrics.toString());
      }
      default -> exchange.setStatusCode(StatusCodes.NOT_FOUND);
    }
  }

  private static void text(HttpServerExchange exchange, String body) {
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain");
    exchange.getResponseSender().send(body);
  }

  @Override
  public void close() {
    server.stop();
  }
}
