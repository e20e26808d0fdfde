package dev.sluice.compiler.resolve;

import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RouteFilter;
import java.util.List;
import java.util.Optional;

/**
 * The filters of a rule that can be done.
 *
 * @param answer of the filter that takes the place of backends, if there is one
 * @param mirror which is a filter too, but with a reference that has to be followed
 */
public record ResolvedFilters(
    List<RouteFilter> filters, Optional<RouteAction> answer, Optional<ResolvedMirror> mirror) {
  public ResolvedFilters {
    filters = List.copyOf(filters);
  }
}
