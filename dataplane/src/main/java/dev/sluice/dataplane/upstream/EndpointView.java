package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.upstream.health.EndpointState;
import dev.sluice.dataplane.upstream.health.HealthView;
import dev.sluice.snapshot.BackendState;
import dev.sluice.snapshot.Endpoint;

/**
 * What one endpoint of a backend does now, over all I/O threads.
 *
 * @param zone empty if it is not known
 * @param idleConnections open and waiting for a request
 * @param activeConnections open with a request on them, or being opened
 * @param activeRequests sent to this endpoint or waiting for a connection to it
 * @param pendingRequests those of them that wait for a connection
 * @param connects connections opened since the endpoint is known
 * @param connectFailures refused, unreachable or timed out
 */
public record EndpointView(
    Endpoint endpoint,
    String zone,
    int weight,
    int idleConnections,
    int activeConnections,
    int activeRequests,
    int pendingRequests,
    long connects,
    long connectFailures,
    HealthView health) {
  /** For the operator, of one that gets no requests. */
  BackendState.UnavailableEndpoint unavailable() {
    return new BackendState.UnavailableEndpoint(
        endpoint, health.state() == EndpointState.EJECTED, health.reason());
  }
}
