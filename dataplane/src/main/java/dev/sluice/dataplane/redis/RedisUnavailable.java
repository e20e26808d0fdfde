package dev.sluice.dataplane.redis;

/** There is no answer. The message says why, and quotes nothing secret. */
public final class RedisUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RedisUnavailable(String message) {
    super(message, null, false, false);
  }
}
