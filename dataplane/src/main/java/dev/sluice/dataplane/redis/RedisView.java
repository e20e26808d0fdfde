package dev.sluice.dataplane.redis;

import java.util.List;

/**
 * How it stands with Redis. What counts counts since the start.
 *
 * @param servers as configured
 * @param mode as in the snapshot; empty without Redis
 * @param connections how often a connection was made
 * @param answered scripts
 * @param failed scripts without an answer
 * @param lastFailure empty if there was none
 */
public record RedisView(
    State state,
    List<String> servers,
    String mode,
    long connections,
    long answered,
    long failed,
    String lastFailure) {
  /** In the order in which things go. */
  public enum State {
    /** None is configured. */
    NONE,
    /** It cannot be used as it is configured. */
    UNAVAILABLE,
    CONNECTING,
    CONNECTED,
    DISCONNECTED
  }
}
