package dev.sluice.snapshot;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a known client must be to pass.
 *
 * @param rules all must hold; none: whoever is known may pass. More than one where a data plane
 *     overrides what a route says: the route's holds as well, so that neither weakens the other
 */
public record Authorization(List<AccessRule> rules) {
  public static final Authorization NONE = new Authorization(List.of());

  public Authorization {
    rules = List.copyOf(rules);
  }

  @Override
  public String toString() {
    return rules.isEmpty()
        ? "none"
        : rules.stream().map(AccessRule::toString).collect(Collectors.joining(", and "));
  }
}
