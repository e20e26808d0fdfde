package dev.sluice.matching;

import dev.sluice.snapshot.HostPattern;
import java.util.Comparator;
import java.util.List;

/**
 * A rule that nearly took a request.
 *
 * @param candidate of the rule's hosts and matches the one that came closest
 * @param failing the conditions that did not hold, never empty
 */
public record NearMiss(RouteCandidate candidate, List<Condition> failing) {
  public NearMiss {
    failing = List.copyOf(failing);
  }

  /** The closest first, as to one request. Which of several is meant is what people know best. */
  static Comparator<NearMiss> closestFirst(MatchRequest request) {
    return Comparator.comparingInt(NearMiss::distance)
        .thenComparingInt(miss -> -miss.sharedLabels(request.host()))
        .thenComparingInt(miss -> -miss.sharedPath(request.path()))
        .thenComparing(NearMiss::candidate, RoutePrecedence.INSTANCE);
  }

  /**
   * Who has the wrong host asks for something else, who has the wrong method or header is nearly
   * there; two wrong things are further away than one.
   */
  private int distance() {
    int distance = 0;
    for (Condition condition : failing) {
      distance +=
          switch (condition) {
            case HostCondition host -> 100;
            case PathCondition path -> 10;
            case MethodCondition method -> 2;
            case FieldCondition field -> 1;
            case ClientCondition client -> 1;
          };
    }
    return distance;
  }

  private int sharedLabels(String host) {
    return switch (candidate.host()) {
      case HostPattern.Exact(String name) -> sharedFromEnd(name, host);
      case HostPattern.Wildcard(String suffix) -> sharedFromEnd(suffix, host);
      case HostPattern.Any any -> 0;
    };
  }

  private int sharedPath(String path) {
    String wanted = candidate.match().path().value();
    int shared = 0;
    while (shared < wanted.length()
        && shared < path.length()
        && wanted.charAt(shared) == path.charAt(shared)) {
      shared++;
    }
    return shared;
  }

  private static int sharedFromEnd(String one, String other) {
    int shared = 0;
    while (shared < one.length()
        && shared < other.length()
        && one.charAt(one.length() - 1 - shared) == other.charAt(other.length() - 1 - shared)) {
      shared++;
    }
    return shared;
  }
}
