package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.upstream.breaker.BreakerView;
import dev.sluice.dataplane.upstream.budget.BudgetView;
import dev.sluice.dataplane.upstream.concurrency.ConcurrencyView;
import java.util.Optional;

/**
 * The safeguards of a backend as the admin port and the metrics show them.
 *
 * @param breaker empty if it has none
 * @param concurrency empty if it has no limit
 * @param hedges reads that were asked a second time because the first answer was late
 * @param hedgesWon those of them whose second answer came first
 */
public record SafeguardsView(
    Optional<BreakerView> breaker,
    Optional<ConcurrencyView> concurrency,
    BudgetView budget,
    long hedges,
    long hedgesWon) {
  /** Of a backend that has none. */
  public static final SafeguardsView NONE =
      new SafeguardsView(Optional.empty(), Optional.empty(), new BudgetView(0, 0), 0, 0);
}
