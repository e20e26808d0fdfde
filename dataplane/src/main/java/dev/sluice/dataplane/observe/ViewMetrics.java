package dev.sluice.dataplane.observe;

import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Families that are read off views when they are scraped, and cost nothing before: a series for
 * each view, or several that differ in one more label.
 */
final class ViewMetrics<V> extends Collector {
  private final Supplier<? extends Collection<V>> views;
  private final List<String> names;
  private final Function<V, List<String>> labels;
  private final List<Function<Collection<V>, MetricFamilySamples>> families = new ArrayList<>();

  /** One of several series of a view. */
  record Part(String label, double value) {}

  private ViewMetrics(
      Supplier<? extends Collection<V>> views,
      List<String> names,
      Function<V, List<String>> labels) {
    this.views = views;
    this.names = names;
    this.labels = labels;
  }

  /**
   * @param views called at each scrape, on its thread
   */
  static <V> ViewMetrics<V> unlabelled(Supplier<? extends Collection<V>> views) {
    return new ViewMetrics<>(views, List.of(), view -> List.of());
  }

  /**
   * @param views called at each scrape, on its thread
   * @param name of the label by which views differ
   */
  static <V> ViewMetrics<V> by(
      String name, Supplier<? extends Collection<V>> views, Function<V, String> label) {
    return new ViewMetrics<>(views, List.of(name), view -> List.of(label.apply(view)));
  }

  /** Something that is so or is not, as 1 or 0. */
  static double flag(boolean so) {
    return so ? 1 : 0;
  }

  ViewMetrics<V> gauge(String name, String help, ToDoubleFunction<V> value) {
    return family(
        all -> {
          GaugeMetricFamily family = new GaugeMetricFamily(name, help, names);
          all.forEach(view -> family.addMetric(labels.apply(view), value.applyAsDouble(view)));
          return family;
        });
  }

  /**
   * @param name without {@code _total}
   */
  ViewMetrics<V> counter(String name, String help, ToDoubleFunction<V> value) {
    return family(
        all -> {
          CounterMetricFamily family = new CounterMetricFamily(name, help, names);
          all.forEach(view -> family.addMetric(labels.apply(view), value.applyAsDouble(view)));
          return family;
        });
  }

  /**
   * @param name without {@code _total}
   * @param label in which the parts of a view differ
   */
  ViewMetrics<V> counter(String name, String help, String label, Function<V, List<Part>> parts) {
    return family(
        all -> {
          CounterMetricFamily family = new CounterMetricFamily(name, help, with(names, label));
          for (V view : all) {
            for (Part part : parts.apply(view)) {
              family.addMetric(with(labels.apply(view), part.label()), part.value());
            }
          }
          return family;
        });
  }

  /** One that is neither. */
  ViewMetrics<V> family(Function<Collection<V>, MetricFamilySamples> read) {
    families.add(read);
    return this;
  }

  private static List<String> with(List<String> some, String last) {
    List<String> all = new ArrayList<>(some);
    all.add(last);
    return all;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    Collection<V> now = views.get();
    return families.stream().map(family -> family.apply(now)).toList();
  }
}
