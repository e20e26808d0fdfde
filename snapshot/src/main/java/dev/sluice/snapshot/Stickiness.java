package dev.sluice.snapshot;

/**
 * Whether a client keeps the target that it was given once, as weights move. A target is known by
 * its backend.
 */
public sealed interface Stickiness {
  Stickiness NONE = new None();

  /** Each request is decided by weight alone. */
  record None() implements Stickiness {}

  /**
   * The choice is written into a signed cookie.
   *
   * @param ttlSeconds 1 or more, from the choice on
   */
  record ByCookie(String name, long ttlSeconds) implements Stickiness {}

  /**
   * The choice follows from the value of a header field; requests without it are decided by weight.
   *
   * @param name in lower case
   */
  record ByHeader(String name) implements Stickiness {}

  /** The choice follows from the client's address. */
  record ByClientAddress() implements Stickiness {}
}
