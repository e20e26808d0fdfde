package dev.sluice.dataplane.auth.oidc;

import dev.sluice.dataplane.fetch.FetchRefused;
import dev.sluice.dataplane.fetch.FetchTimes;
import dev.sluice.dataplane.fetch.HttpAnswer;
import dev.sluice.snapshot.SecretSection;
import java.util.List;

/** Who asks issuers and keeps the time, for all providers of a process. */
interface OidcFetches extends FetchTimes {
  /**
   * Asks once. Blocks; called on a thread that may.
   *
   * @param form for the body of a POST; empty: a GET
   * @param authorization value of that field; empty: none
   * @throws FetchRefused if there is no whole answer
   */
  HttpAnswer ask(
      String url, String form, String authorization, List<SecretSection.CaBundle> authorities)
      throws FetchRefused;
}
