package dev.sluice.compiler.resolve;

import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.ObjectKey;
import java.util.Comparator;

/**
 * A route asks for a host at a data plane.
 *
 * @param created when the route was created, in seconds since the epoch
 */
record HostClaim(HostPattern pattern, ObjectKey route, long created) {
  /**
   * The one that prevails first: the older; of two as old the more specific, then by namespace and
   * name.
   */
  static final Comparator<HostClaim> ORDER =
      Comparator.comparingLong(HostClaim::created)
          .thenComparingInt(claim -> width(claim.pattern))
          .thenComparing(HostClaim::route);

  String namespace() {
    return route.namespace();
  }

  boolean isNarrowerThan(HostPattern other) {
    return width(pattern) < width(other);
  }

  boolean isWiderThan(HostPattern other) {
    return width(pattern) > width(other);
  }

  private static int width(HostPattern pattern) {
    return switch (pattern) {
      case HostPattern.Exact exact -> Integer.MIN_VALUE;
      case HostPattern.Wildcard(String suffix) -> -suffix.length();
      case HostPattern.Any any -> 0;
    };
  }
}
