package dev.sluice.dataplane.observe;

import dev.sluice.dataplane.body.judge.BodyFigures;
import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.List;
import java.util.function.Supplier;

/** How judging bodies by schemas goes. */
final class BodyMetrics extends Collector {
  private final Supplier<BodyFigures> bodies;

  BodyMetrics(Supplier<BodyFigures> bodies) {
    this.bodies = bodies;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    BodyFigures figures = bodies.get();
    return List.of(
        new CounterMetricFamily(
                "sluice_schema_checks",
                "Bodies held against a JSON Schema, by result; costly: took too many steps (413).",
                List.of("result"))
            .addMetric(List.of("good"), figures.good())
            .addMetric(List.of("refused"), figures.refused())
            .addMetric(List.of("costly"), figures.costly()),
        new GaugeMetricFamily(
            "sluice_schema_checks_waiting",
            "Bodies that wait for a thread to be held against a schema.",
            figures.waiting()),
        new GaugeMetricFamily(
            "sluice_request_bodies_held_bytes",
            "Memory of request bodies that are collected before they are forwarded.",
            figures.heldBytes()));
  }
}
