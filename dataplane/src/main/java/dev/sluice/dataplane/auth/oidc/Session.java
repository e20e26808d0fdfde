package dev.sluice.dataplane.auth.oidc;

/**
 * Somebody who has logged in. Times are seconds since the epoch.
 *
 * @param id random, the same for as long as the session lasts
 * @param host that it is good at
 * @param begun when they logged in
 * @param seen when the cookie was written
 * @param idToken was verified
 * @param accessToken empty where nobody needs it
 * @param accessSince when it was given
 * @param accessUntil when it expires; 0: nobody says
 * @param refreshToken empty if there is none
 * @param accessHash of the access token, by which it can be taken back; empty where it cannot
 */
record Session(
    String id,
    String host,
    long begun,
    long seen,
    String idToken,
    String accessToken,
    long accessSince,
    long accessUntil,
    String refreshToken,
    String accessHash) {
  /** So long before the access token expires another is asked for, at most. */
  private static final long AHEAD = 60;

  Session seenAt(long now) {
    return new Session(
        id,
        host,
        begun,
        now,
        idToken,
        accessToken,
        accessSince,
        accessUntil,
        refreshToken,
        accessHash);
  }

  boolean isExpired(long now) {
    return accessUntil > 0 && now >= accessUntil;
  }

  boolean isDue(long now) {
    if (refreshToken.isEmpty() || accessUntil == 0) {
      return false;
    }
    long ahead = Math.min(AHEAD, (accessUntil - accessSince) / 4);
    return now >= accessUntil - ahead;
  }

  /** Without tokens. */
  @Override
  public String toString() {
    return "session at " + host;
  }
}
