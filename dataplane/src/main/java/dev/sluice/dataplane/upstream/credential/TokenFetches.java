package dev.sluice.dataplane.upstream.credential;

import dev.sluice.dataplane.fetch.FetchTimes;

/** Who fetches tokens and keeps the time, for all backends of a process. */
public interface TokenFetches extends FetchTimes {
  /**
   * Asks once. Blocks; called on a thread that may.
   *
   * @throws TokenRefused if there is none to be had now
   */
  Token fetch(TokenGrant grant) throws TokenRefused;
}
