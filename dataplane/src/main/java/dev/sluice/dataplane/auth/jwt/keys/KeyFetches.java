package dev.sluice.dataplane.auth.jwt.keys;

import dev.sluice.dataplane.fetch.FetchRefused;
import dev.sluice.dataplane.fetch.FetchTimes;
import dev.sluice.dataplane.fetch.HttpAnswer;

/** Who fetches keys and keeps the time, for all providers of a process. */
public interface KeyFetches extends FetchTimes {
  /**
   * Asks once. Blocks; called on a thread that may.
   *
   * @throws FetchRefused if there is no whole answer
   */
  HttpAnswer fetch(KeyPlace place) throws FetchRefused;
}
