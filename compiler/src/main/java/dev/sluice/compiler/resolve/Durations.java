package dev.sluice.compiler.resolve;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Gateway API's duration format (GEP-2257): {@code 1h30m}, {@code 250ms}. */
final class Durations {
  static final String CURE = "write a duration such as 15s, 250ms or 1h30m";

  private static final Pattern WHOLE = Pattern.compile("([0-9]{1,5}(ms|h|m|s)){1,4}");
  private static final Pattern PART = Pattern.compile("([0-9]{1,5})(ms|h|m|s)");

  private Durations() {}

  static Optional<Duration> parse(String text) {
    if (!WHOLE.matcher(text).matches()) {
      return Optional.empty();
    }
    long millis = 0;
    Matcher parts = PART.matcher(text);
    while (parts.find()) {
      long unit =
          switch (parts.group(2)) {
            case "h" -> 3_600_000;
            case "m" -> 60_000;
            case "s" -> 1_000;
            default -> 1;
          };
      millis += Long.parseLong(parts.group(1)) * unit;
    }
    return Optional.of(Duration.ofMillis(millis));
  }
}
