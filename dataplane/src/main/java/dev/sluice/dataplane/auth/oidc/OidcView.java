package dev.sluice.dataplane.auth.oidc;

import dev.sluice.dataplane.auth.jwt.keys.KeyFigures;
import java.util.Optional;

/**
 * A provider of logins, for metrics and pages.
 *
 * @param keys of its issuer; empty while it is not known where they are
 * @param remembered sessions that cost one look-up
 */
public record OidcView(
    String provider,
    String issuer,
    Source configuration,
    Optional<KeyFigures> keys,
    Counts counts,
    int remembered) {
  /** Of what the issuer says of itself. */
  public enum State {
    FRESH,
    /** The last question failed; what is known serves. */
    STALE,
    /** Nothing was ever learned: nobody can log in. */
    MISSING
  }

  /**
   * How it goes to learn of the issuer.
   *
   * @param lastFailure in words of our own; empty while all is well
   */
  public record Source(
      State state, long ageSeconds, long fetched, long failed, String lastFailure) {}

  /**
   * What became of people, since the start.
   *
   * @param loginsBegun browsers sent to the issuer
   * @param refreshesEnded sessions that the issuer did not go on with
   */
  public record Counts(
      long loginsBegun,
      long loginsDone,
      long loginsFailed,
      long refreshesDone,
      long refreshesFailed,
      long refreshesEnded,
      long logouts) {}
}
