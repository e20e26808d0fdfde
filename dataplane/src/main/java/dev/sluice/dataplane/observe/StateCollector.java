package dev.sluice.dataplane.observe;

import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/** Metrics that are read off when they are asked for, and cost nothing before. */
public final class StateCollector extends Collector {
  private final List<Supplier<List<MetricFamilySamples>>> families = new ArrayList<>();

  public StateCollector gauge(String name, String help, DoubleSupplier value) {
    families.add(() -> List.of(new GaugeMetricFamily(name, help, value.getAsDouble())));
    return this;
  }

  public StateCollector counter(String name, String help, DoubleSupplier value) {
    families.add(() -> List.of(new CounterMetricFamily(name, help, value.getAsDouble())));
    return this;
  }

  public StateCollector families(Supplier<List<MetricFamilySamples>> several) {
    families.add(several);
    return this;
  }

  public void registerWith(CollectorRegistry registry) {
    registry.register(this);
  }

  @Override
  public List<MetricFamilySamples> collect() {
    return families.stream().flatMap(family -> family.get().stream()).toList();
  }
}
