package dev.sluice.dataplane.upstream.credential;

import dev.sluice.dataplane.fetch.Exchanges;
import dev.sluice.dataplane.fetch.FetchRefused;
import dev.sluice.dataplane.fetch.HttpAnswer;
import dev.sluice.dataplane.fetch.Place;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** Asks a token endpoint, once. */
final class TokenClient {
  private static final Exchanges.Limits LIMITS =
      new Exchanges.Limits(Duration.ofSeconds(10), 64 << 10);

  private final Exchanges exchanges;

  TokenClient(Exchanges exchanges) {
    this.exchanges = exchanges;
  }

  Token fetch(TokenGrant grant) throws TokenRefused {
    Place place = Place.of(grant.endpoint(), false);
    try {
      HttpAnswer answer = exchanges.ask(place, request(grant, place), grant.authorities(), LIMITS);
      return TokenAnswer.read(answer.status(), answer.body());
    } catch (FetchRefused e) {
      throw new TokenRefused(e.cause());
    }
  }

  private static byte[] request(TokenGrant grant, Place place) {
    String body =
        "grant_type=client_credentials"
            + (grant.scopes().isEmpty()
                ? ""
                : "&scope=" + Encoding.percent(String.join(" ", grant.scopes())));
    // RFC 6749, section 2.3.1: each part form-encoded first.
    String client =
        Encoding.percent(grant.clientId().value())
            + ":"
            + Encoding.percent(grant.clientSecret().value());
    String head =
        "POST "
            + place.target()
            + " HTTP/1.1\r\nHost: "
            + place.authority()
            + "\r\nAuthorization: Basic "
            + Base64.getEncoder().encodeToString(client.getBytes(StandardCharsets.UTF_8))
            + "\r\nContent-Type: application/x-www-form-urlencoded\r\nAccept: application/json"
            + "\r\nUser-Agent: sluice\r\nConnection: close\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n";
    return (head + body).getBytes(StandardCharsets.US_ASCII);
  }
}
