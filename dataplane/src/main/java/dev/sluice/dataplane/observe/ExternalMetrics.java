package dev.sluice.dataplane.observe;

import dev.sluice.dataplane.auth.external.ExternalFigures;
import dev.sluice.dataplane.auth.external.ExternalView;
import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.SummaryMetricFamily;
import java.util.List;
import java.util.function.Supplier;

/** How asking services about requests goes. */
final class ExternalMetrics extends Collector {
  private final Supplier<List<ExternalView>> providers;

  ExternalMetrics(Supplier<List<ExternalView>> providers) {
    this.providers = providers;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    CounterMetricFamily questions =
        new CounterMetricFamily(
            "sluice_external_questions",
            "Questions to services that say who may pass, by result.",
            List.of("provider", "result"));
    SummaryMetricFamily seconds =
        new SummaryMetricFamily(
            "sluice_external_question_duration_seconds",
            "From the question to the end of its answer.",
            List.of("provider"));
    CounterMetricFamily saved =
        new CounterMetricFamily(
            "sluice_external_questions_saved",
            "Requests that were not asked about, because an answer or a question was there.",
            List.of("provider", "by"));
    CounterMetricFamily opened =
        new CounterMetricFamily(
            "sluice_external_opened",
            "Requests that passed without a name because nobody answered.",
            List.of("provider"));
    for (ExternalView view : providers.get()) {
      ExternalFigures figures = view.figures();
      String name = view.provider();
      questions.addMetric(List.of(name, "passed"), figures.passed());
      questions.addMetric(List.of(name, "refused"), figures.refused());
      questions.addMetric(List.of(name, "unavailable"), figures.unavailable());
      questions.addMetric(List.of(name, "abandoned"), figures.abandoned());
      seconds.addMetric(
          List.of(name),
          figures.passed() + figures.refused() + figures.unavailable(),
          figures.seconds());
      saved.addMetric(List.of(name, "answer"), figures.held());
      saved.addMetric(List.of(name, "question"), figures.shared());
      opened.addMetric(List.of(name), figures.opened());
    }
    return List.of(questions, seconds, saved, opened);
  }
}
