package dev.sluice.snapshot;

import java.util.Comparator;
import java.util.List;

/**
 * How one data plane sees a backend now.
 *
 * @param endpoints that it knows
 * @param unavailable those of them that get no requests; sorted by address
 */
public record BackendState(
    ObjectKey backend,
    List<Endpoint> endpoints,
    List<UnavailableEndpoint> unavailable,
    BreakerState breaker) {
  public BackendState {
    endpoints = endpoints.stream().sorted().toList();
    unavailable =
        unavailable.stream().sorted(Comparator.comparing(UnavailableEndpoint::endpoint)).toList();
  }

  /**
   * An endpoint that gets no requests.
   *
   * @param ejected it was put aside for what it answered; otherwise a health check says so
   * @param reason for people, one sentence, without figures that change all the time
   */
  public record UnavailableEndpoint(Endpoint endpoint, boolean ejected, String reason) {}
}
