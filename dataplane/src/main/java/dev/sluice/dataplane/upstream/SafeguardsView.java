package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.upstream.breaker.BreakerView;
import java.util.Optional;

/**
 * The safeguards of a backend as the admin port and the metrics show them.
 *
 * @param breaker empty if it has none
 */
public record SafeguardsView(Optional<BreakerView> breaker) {
  /** Of a backend that has none. */
  public static final SafeguardsView NONE = new SafeguardsView(Optional.empty());
}
