package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.BackendReason;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of one policy of a ServiceBackend. A value that cannot be used is told, with its
 * field, and replaced by the default; the backend then keeps what it had.
 */
final class BackendSettings {
  private final String path;
  private final Diagnostics diagnostics;

  /**
   * @param path of the policy, such as {@code spec.connection}
   */
  BackendSettings(String path, Diagnostics diagnostics) {
    this.path = path;
    this.diagnostics = diagnostics;
  }

  String path(String field) {
    return path + "." + field;
  }

  void error(String field, String message) {
    diagnostics.error(BackendReason.INVALID_VALUE, path(field), message);
  }

  /** A time of at least 1 ms. */
  long millis(String field, @Nullable String written, long otherwise) {
    Optional<Duration> duration = duration(field, written);
    if (duration.isPresent() && duration.get().isZero()) {
      diagnostics.error(
          BackendReason.INVALID_DURATION, path(field), "must be longer than 0; " + Durations.CURE);
    }
    return duration.filter(given -> !given.isZero()).map(Duration::toMillis).orElse(otherwise);
  }

  /** A time that is not shorter than that. */
  long atLeast(String field, @Nullable String written, long minMillis, long otherwise) {
    long millis = millis(field, written, otherwise);
    if (millis < minMillis) {
      error(
          field,
          PlainText.quote(Objects.requireNonNullElse(written, ""))
              + " is shorter than "
              + minMillis
              + "ms; give at least that");
      return otherwise;
    }
    return millis;
  }

  /** A time, which may be 0. */
  Optional<Duration> duration(String field, @Nullable String written) {
    if (written == null) {
      return Optional.empty();
    }
    Optional<Duration> duration = Durations.parse(written);
    if (duration.isEmpty()) {
      diagnostics.error(
          BackendReason.INVALID_DURATION,
          path(field),
          PlainText.quote(written) + " is no duration; " + Durations.CURE);
    }
    return duration;
  }

  int number(String field, @Nullable Integer written, int min, int max, int otherwise) {
    int number = Objects.requireNonNullElse(written, otherwise);
    if (number < min || number > max) {
      error(field, number + " is out of range; give a number from " + min + " to " + max);
      return otherwise;
    }
    return number;
  }
}
