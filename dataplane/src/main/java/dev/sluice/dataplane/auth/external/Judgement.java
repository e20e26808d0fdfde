package dev.sluice.dataplane.auth.external;

import dev.sluice.dataplane.auth.provider.Authenticator.Outcome;

/**
 * What an answer of the service means.
 *
 * @param kept whether it may hold for other requests that are like this one
 */
record Judgement(Outcome outcome, Kind kind, boolean kept) {
  /** For the figures. */
  enum Kind {
    PASSED,
    REFUSED,
    /** It did not answer, or nothing that can be used. */
    UNAVAILABLE
  }

  /**
   * Whether it is for those as well who wanted to know the same while the question was under way.
   */
  boolean isForAll() {
    return kept || kind == Kind.UNAVAILABLE;
  }
}
