package dev.sluice.matching;

import org.jspecify.annotations.Nullable;

/**
 * A request as conditions see it. Asked again and again while a rule is sought, so an answer is
 * either at hand or remembered.
 */
public interface MatchRequest {
  /** {@linkplain HostName#normalize Normalised}. */
  String host();

  /** {@linkplain RequestPath#normalize Normalised}, without the query. */
  String path();

  /** In the client's spelling. */
  String method();

  /**
   * The value of a header field; several lines of it are joined by {@code ", "} (RFC 9110, section
   * 5.2). Null if there is none.
   *
   * @param name in lower case
   */
  @Nullable String header(String name);

  /** The first value of a query parameter as {@link QueryString} reads it; null if absent. */
  @Nullable String queryParam(String name);

  /** The first value of a cookie as {@link CookieHeader} reads it; null if absent. */
  @Nullable String cookie(String name);

  /**
   * Told before work is done for a condition: how many steps it takes at worst, each of some
   * nanoseconds. One pattern is bounded, but a request may meet thousands.
   *
   * @throws MatchEffortException if it is too much for one request
   */
  default void spend(long steps) {}

  /** The client behind the trusted hops; null if it has no address. */
  @Nullable IpAddress client();
}
