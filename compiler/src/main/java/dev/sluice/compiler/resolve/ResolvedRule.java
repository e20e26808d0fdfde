package dev.sluice.compiler.resolve;

import dev.sluice.snapshot.Regions;
import dev.sluice.snapshot.RouteMatch;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.Stickiness;
import java.util.List;
import java.util.Optional;

/** What is to be served for one rule. */
public sealed interface ResolvedRule {
  /** The rule as it is written now. */
  record Written(
      String name,
      List<RouteMatch> matches,
      ResolvedFilters filters,
      List<ResolvedTarget> targets,
      Stickiness stickiness,
      Regions regions,
      RoutePolicies policies)
      implements ResolvedRule {
    public Written {
      matches = List.copyOf(matches);
      targets = List.copyOf(targets);
    }

    /** The same by another name. */
    Written named(String other) {
      return new Written(other, matches, filters, targets, stickiness, regions, policies);
    }

    /** The same under these policies. */
    Written with(RoutePolicies effective) {
      return new Written(name, matches, filters, targets, stickiness, regions, effective);
    }
  }

  /**
   * The rule as it was served before, because what is written now cannot be.
   *
   * @param targets its targets judged anew: consent and existence count as they are now
   * @param mirror judged anew likewise
   */
  record LastGood(RouteRule rule, List<ResolvedTarget> targets, Optional<ResolvedMirror> mirror)
      implements ResolvedRule {
    public LastGood {
      targets = List.copyOf(targets);
    }
  }
}
