package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.snapshot.Hedge;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code hedge}, of a rule or a backend: one value, since neither member says much without the
 * other.
 */
final class HedgeReading {
  private static final Pattern PERCENTILE = Pattern.compile("p[5-9][0-9]");
  private static final int MOST = 3;
  private static final String CURE =
      "write a duration such as 50ms, or p95 for later than 95 percent of the answers";

  private HedgeReading() {}

  /** As texts: after, which may be empty, and max. */
  static @Nullable List<String> written(dev.sluice.crds.@Nullable Hedge hedge) {
    return hedge == null
        ? null
        : List.of(
            Objects.requireNonNullElse(hedge.after(), ""),
            Objects.requireNonNullElse(hedge.max(), 1).toString());
  }

  static PolicyReading<Hedge> read(List<String> written) {
    return switch (PolicyReading.integer(written.subList(1, 2), 0, MOST)) {
      case PolicyReading.Refused<Integer>(List<PolicyReading.Fault> faults) ->
          PolicyReading.refused(faults.getFirst().kind(), "max: " + faults.getFirst().message());
      case PolicyReading.Understood<Integer>(Integer max) ->
          max == 0 ? new PolicyReading.Understood<>(Hedge.OFF) : after(written.getFirst(), max);
    };
  }

  private static PolicyReading<Hedge> after(String after, int max) {
    if (after.isEmpty()) {
      return PolicyReading.refused(
          PolicyReading.Kind.OTHER,
          "after: is missing; " + CURE + ", or max: 0 for no hedging at all");
    }
    if (PERCENTILE.matcher(after).matches()) {
      return new PolicyReading.Understood<>(
          new Hedge.AfterPercentile(Integer.parseInt(after.substring(1)), max));
    }
    Optional<Duration> duration = Durations.parse(after);
    if (duration.isEmpty() || duration.get().isZero()) {
      return PolicyReading.refused(
          PolicyReading.Kind.DURATION,
          "after: " + PlainText.quote(after) + " is no time to wait for; " + CURE);
    }
    return new PolicyReading.Understood<>(new Hedge.After(duration.get().toMillis(), max));
  }
}
