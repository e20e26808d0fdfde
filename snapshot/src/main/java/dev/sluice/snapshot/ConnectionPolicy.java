package dev.sluice.snapshot;

/**
 * Limits of the pooled connections to a backend, for each data-plane process.
 *
 * @param connectTimeoutMillis 1 or more
 * @param idleTimeoutMillis how long an unused connection is kept, 1 or more
 * @param maxPerEndpoint connections to one endpoint, 1 or more
 * @param maxPending requests that wait for a connection, 0 or more; the next one is refused
 * @param maxAge a connection older than this takes no further request
 */
public record ConnectionPolicy(
    long connectTimeoutMillis,
    long idleTimeoutMillis,
    int maxPerEndpoint,
    int maxPending,
    Timeout maxAge)
    implements BackendPart {
  public static final ConnectionPolicy DEFAULT =
      new ConnectionPolicy(2_000, 60_000, 1_024, 1_024, Timeout.NONE);
}
