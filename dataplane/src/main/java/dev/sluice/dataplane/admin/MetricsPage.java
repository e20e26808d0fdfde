package dev.sluice.dataplane.admin;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** All metrics: OpenMetrics 1.0.0 for those who ask for it, else Prometheus text 0.0.4. */
final class MetricsPage implements Page {
  private final CollectorRegistry registry;

  MetricsPage(CollectorRegistry registry) {
    this.registry = registry;
  }

  @Override
  public Reply get(HeaderMap request) {
    String form = form(request.getFirst(Headers.ACCEPT));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 << 10);
    try (Writer text = new OutputStreamWriter(bytes, StandardCharsets.UTF_8)) {
      TextFormat.writeFormat(form, text, registry.metricFamilySamples());
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does not fail", e);
    }
    return new Reply(200, form, bytes.toByteArray());
  }

  private static String form(@Nullable String accept) {
    return accept == null ? TextFormat.CONTENT_TYPE_004 : TextFormat.chooseContentType(accept);
  }
}
