package dev.sluice.snapshot;

import java.util.List;

/** Whether endpoints are asked for their health, by each data plane, once for each endpoint. */
public sealed interface HealthCheck extends BackendPart {
  HealthCheck OFF = new Off();

  /** Nobody asks: an endpoint counts as healthy. */
  record Off() implements HealthCheck {}

  /**
   * @param port where to ask; 0: the endpoint's own
   * @param pace when, and how often it must say the same to be believed
   */
  record On(HealthProbe probe, int port, Pace pace) implements HealthCheck {}

  /**
   * @param intervalMillis between two checks of an endpoint that is healthy, 1 or more
   * @param unhealthyIntervalMillis between two checks of one that is not
   * @param timeoutMillis an answer that takes longer is a failure
   * @param healthyThreshold so many good answers in a row make it healthy, 1 or more
   * @param unhealthyThreshold so many failures in a row make it unhealthy, 1 or more
   */
  record Pace(
      long intervalMillis,
      long unhealthyIntervalMillis,
      long timeoutMillis,
      int healthyThreshold,
      int unhealthyThreshold) {}

  /** What is asked. */
  sealed interface HealthProbe {
    /**
     * GET over HTTP/1.1.
     *
     * @param path with the query, as it is sent
     * @param host for {@code Host}; empty: the name that TLS verifies, else the endpoint's address
     * @param expectedStatuses sorted
     */
    record Http(String path, String host, List<Integer> expectedStatuses) implements HealthProbe {
      public Http {
        expectedStatuses = expectedStatuses.stream().sorted().distinct().toList();
      }
    }

    /** Whether a connection can be opened. */
    record Tcp() implements HealthProbe {}

    /**
     * {@code grpc.health.v1.Health/Check}.
     *
     * @param service empty for the whole server
     * @param host for {@code :authority}; empty: as for {@link Http}
     */
    record Grpc(String service, String host) implements HealthProbe {}
  }
}
