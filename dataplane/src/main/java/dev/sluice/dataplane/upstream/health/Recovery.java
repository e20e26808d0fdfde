package dev.sluice.dataplane.upstream.health;

import java.time.Duration;
import java.time.Instant;

/**
 * When an endpoint that takes no requests may take some again, as far as that is known.
 *
 * @param ejectionsEnd of the first ejection to end; {@link Instant#MAX} if none is ejected
 * @param checksMillis that checks need to find an endpoint well which is so from now on; {@link
 *     #NEVER} if none waits for that
 */
record Recovery(Instant ejectionsEnd, long checksMillis) {
  static final long NEVER = Long.MAX_VALUE;
  static final Recovery UNKNOWN = new Recovery(Instant.MAX, NEVER);

  /** Whoever comes back later than that has long been served elsewhere. */
  private static final long MAX_SECONDS = 60;

  /** For {@code Retry-After}: from 1 to 60. */
  long seconds(Instant now) {
    long ejection =
        ejectionsEnd.equals(Instant.MAX) ? NEVER : Duration.between(now, ejectionsEnd).toMillis();
    long millis = Math.min(ejection, checksMillis);
    if (millis == NEVER) {
      // Somebody is about to be back: what is known is of a moment ago.
      return 1;
    }
    return Math.clamp((Math.min(millis, MAX_SECONDS * 1_000) + 999) / 1_000, 1, MAX_SECONDS);
  }
}
