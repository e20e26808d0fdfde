package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.RouteReason;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A share of a rule's requests in whole percent. */
final class Percent {
  private static final int ALL = 100;

  private Percent() {}

  /**
   * @param written absent for all requests
   */
  static int of(@Nullable Integer written, String field, Diagnostics diagnostics) {
    int percent = Objects.requireNonNullElse(written, ALL);
    if (percent < 0 || percent > ALL) {
      diagnostics.error(
          RouteReason.INVALID_FILTER, field, percent + " is no share; give a number from 0 to 100");
    }
    return percent;
  }
}
