package dev.sluice.dataplane.admin;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/** All metrics, in the form that {@code Accept} asks for. */
public final class MetricsPage implements AdminPage {
  private final CollectorRegistry registry;

  private MetricsPage(CollectorRegistry registry) {
    this.registry = registry;
  }

  public static Map<String, AdminPage> of(CollectorRegistry registry) {
    return Map.of("/metrics", new MetricsPage(registry));
  }

  @Override
  public AdminReply get(HttpServerExchange exchange) {
    String form =
        TextFormat.chooseContentType(exchange.getRequestHeaders().getFirst(Headers.ACCEPT));
    StringWriter text = new StringWriter();
    try {
      TextFormat.writeFormat(form, text, registry.metricFamilySamples());
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does not fail", e);
    }
    return new AdminReply(200, form, text.toString());
  }
}
