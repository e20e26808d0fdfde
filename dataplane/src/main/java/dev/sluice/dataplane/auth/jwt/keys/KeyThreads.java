package dev.sluice.dataplane.auth.jwt.keys;

import dev.sluice.dataplane.dial.DialPolicy;
import dev.sluice.dataplane.fetch.Exchanges;
import dev.sluice.dataplane.fetch.FetchRefused;
import dev.sluice.dataplane.fetch.FetchThreads;
import dev.sluice.dataplane.fetch.HttpAnswer;
import dev.sluice.dataplane.fetch.Place;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;

/** Fetches keys over the network. */
public final class KeyThreads extends FetchThreads implements KeyFetches {
  private static final Exchanges.Limits LIMITS =
      new Exchanges.Limits(Duration.ofSeconds(5), 1 << 20);

  /**
   * @param policy where connections may go, as of now
   */
  public KeyThreads(Supplier<DialPolicy> policy) {
    super("keys", policy);
  }

  @Override
  public HttpAnswer fetch(KeyPlace from) throws FetchRefused {
    Place place = Place.of(from.url(), true);
    String request =
        "GET "
            + place.target()
            + " HTTP/1.1\r\nHost: "
            + place.authority()
            + "\r\nAccept: application/jwk-set+json, application/json\r\nUser-Agent: sluice"
            + "\r\nConnection: close\r\n\r\n";
    return exchanges()
        .ask(place, request.getBytes(StandardCharsets.US_ASCII), from.authorities(), LIMITS);
  }
}
