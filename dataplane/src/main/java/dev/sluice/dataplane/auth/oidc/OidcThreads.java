package dev.sluice.dataplane.auth.oidc;

import dev.sluice.dataplane.dial.DialPolicy;
import dev.sluice.dataplane.fetch.Exchanges;
import dev.sluice.dataplane.fetch.FetchRefused;
import dev.sluice.dataplane.fetch.FetchThreads;
import dev.sluice.dataplane.fetch.HttpAnswer;
import dev.sluice.dataplane.fetch.Place;
import dev.sluice.snapshot.SecretSection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Asks issuers over the network. */
final class OidcThreads extends FetchThreads implements OidcFetches {
  private static final Exchanges.Limits LIMITS =
      new Exchanges.Limits(Duration.ofSeconds(5), 256 << 10);

  /**
   * @param policy where connections may go, as of now
   */
  OidcThreads(Supplier<DialPolicy> policy) {
    super("logins", policy);
  }

  @Override
  public HttpAnswer ask(
      String url, String form, String authorization, List<SecretSection.CaBundle> authorities)
      throws FetchRefused {
    Place place = Place.of(url, true);
    String request =
        (form.isEmpty() ? "GET " : "POST ")
            + place.target()
            + " HTTP/1.1\r\nHost: "
            + place.authority()
            + "\r\nAccept: application/json\r\nUser-Agent: sluice\r\nConnection: close\r\n"
            + (authorization.isEmpty() ? "" : "Authorization: " + authorization + "\r\n")
            + (form.isEmpty()
                ? ""
                : "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                    + form.length()
                    + "\r\n")
            + "\r\n"
            + form;
    return exchanges().ask(place, request.getBytes(StandardCharsets.US_ASCII), authorities, LIMITS);
  }
}
