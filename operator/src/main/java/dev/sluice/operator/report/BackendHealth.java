package dev.sluice.operator.report;

import dev.sluice.crds.ServiceBackendStatus;
import dev.sluice.crds.ServiceBackendStatus.Breaker;
import dev.sluice.crds.ServiceBackendStatus.Ejected;
import dev.sluice.crds.ServiceBackendStatus.EndpointCounts;
import dev.sluice.snapshot.BackendState;
import dev.sluice.snapshot.BackendState.UnavailableEndpoint;
import dev.sluice.snapshot.BreakerState;
import dev.sluice.snapshot.Endpoint;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What all replicas of all data planes see of a backend, as its status says it: an endpoint counts
 * as healthy if nobody disagrees, and a breaker stands where it stands worst.
 */
record BackendHealth(
    @Nullable EndpointCounts endpoints, List<Ejected> ejected, @Nullable Breaker breaker) {
  private static final int MOST_EJECTED = 32;
  private static final int LONGEST_REASON = 300;

  /** Nobody has looked. */
  static final BackendHealth UNKNOWN = new BackendHealth(null, List.of(), null);

  BackendHealth {
    ejected = List.copyOf(ejected);
  }

  static BackendHealth of(@Nullable ServiceBackendStatus status) {
    return status == null
        ? UNKNOWN
        : new BackendHealth(
            status.endpoints(),
            status.ejected() == null ? List.of() : status.ejected(),
            status.breaker());
  }

  /**
   * @param seen by one replica each
   */
  static BackendHealth of(List<BackendState> seen) {
    if (seen.isEmpty()) {
      return UNKNOWN;
    }
    Set<Endpoint> known = new TreeSet<>();
    SequencedMap<Endpoint, List<UnavailableEndpoint>> unavailable = new TreeMap<>();
    BreakerState breaker = BreakerState.NONE;
    for (BackendState state : seen) {
      known.addAll(state.endpoints());
      for (UnavailableEndpoint each : state.unavailable()) {
        unavailable.merge(
            each.endpoint(),
            List.of(each),
            (some, more) -> Stream.concat(some.stream(), more.stream()).toList());
      }
      if (state.breaker().compareTo(breaker) > 0) {
        breaker = state.breaker();
      }
    }
    List<Ejected> ejected =
        unavailable.entrySet().stream()
            .limit(MOST_EJECTED)
            .map(
                each -> new Ejected(each.getKey().toString(), reason(each.getValue(), seen.size())))
            .toList();
    return new BackendHealth(
        new EndpointCounts(known.size(), known.size() - unavailable.size()),
        ejected,
        word(breaker));
  }

  private static String reason(List<UnavailableEndpoint> said, int replicas) {
    String reasons =
        said.stream()
            .map(UnavailableEndpoint::reason)
            .distinct()
            .sorted()
            .collect(Collectors.joining("; "));
    String cut =
        reasons.length() <= LONGEST_REASON ? reasons : reasons.substring(0, LONGEST_REASON);
    return replicas == 1
        ? cut
        : cut + " (" + said.size() + " of " + replicas + " data-plane replicas)";
  }

  private static @Nullable Breaker word(BreakerState state) {
    return switch (state) {
      case NONE -> null;
      case CLOSED -> Breaker.Closed;
      case HALF_OPEN -> Breaker.HalfOpen;
      case OPEN -> Breaker.Open;
    };
  }
}
