package dev.sluice.dataplane;

import static dev.sluice.dataplane.Https.AUTHORITY;
import static dev.sluice.dataplane.Https.answering;
import static dev.sluice.dataplane.Https.listener;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.ClientAddress;
import dev.sluice.snapshot.HttpsRedirect;
import dev.sluice.snapshot.Listener;
import dev.sluice.snapshot.ListenerProtocol;
import dev.sluice.snapshot.ListenerTls;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Plain listeners that lead to HTTPS. */
final class HttpsOnlyTest {
  private static Listener plain(HttpsRedirect redirect) {
    return new Listener(
        "http", 0, ListenerProtocol.HTTP, false, List.of(), ListenerTls.OFF, redirect);
  }

  private static Config config(HttpsRedirect redirect) {
    return answering(plain(redirect), listener("cert"))
        .secret(AUTHORITY.issue("a.test").section(Config.key("cert")));
  }

  @Test
  void everyRequestIsSentToThePortThatHttpsReallyHas() {
    Config config = config(new HttpsRedirect.On(8443, "https", 301));
    try (GatewayFixture gateway = GatewayFixture.serving(config)) {
      Wire.Message answer = gateway.get("/a%20b/../c?x=%2F&y");
      assertThat(answer.status()).isEqualTo(301);
      assertThat(answer.first("Location"))
          .isEqualTo("https://a.test:" + Https.port(gateway) + "/c?x=%2F&y");
      assertThat(answer.body()).isEmpty();
      try (Wire client = Https.connect(gateway, "a.test")) {
        assertThat(client.send(Https.get("a.test")).response().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void theStandardPortIsLeftOutAndTheStatusIsTheOneGiven() {
    Config config = config(new HttpsRedirect.On(443, "", 308));
    try (GatewayFixture gateway = GatewayFixture.serving(config)) {
      Wire.Message answer =
          gateway.exchange("POST /p HTTP/1.1\r\nHost: a.test:80\r\nContent-Length: 2\r\n\r\nhi");
      assertThat(answer.status()).isEqualTo(308);
      assertThat(answer.first("Location")).isEqualTo("https://a.test/p");
    }
  }

  @Test
  void whatCameByHttpsToATrustedProxyIsServed() {
    Config config =
        config(new HttpsRedirect.On(443, "", 301))
            .clientAddress(new ClientAddress.TrustedHops(1, "x-forwarded-for"));
    try (GatewayFixture gateway = GatewayFixture.serving(config)) {
      String forwarded = "X-Forwarded-For: 192.0.2.1";
      assertThat(status(gateway, forwarded, "X-Forwarded-Proto: https")).isEqualTo(200);
      assertThat(status(gateway, forwarded, "X-Forwarded-Proto: http")).isEqualTo(301);
      assertThat(status(gateway, forwarded)).isEqualTo(301);
    }
  }

  @Test
  void whatAClientSaysOfItselfDoesNotCount() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(config(new HttpsRedirect.On(443, "", 301)))) {
      assertThat(status(gateway, "X-Forwarded-Proto: https")).isEqualTo(301);
    }
  }

  private static int status(GatewayFixture gateway, String... fields) {
    return gateway.exchange(GatewayFixture.request("GET", "/", fields)).status();
  }
}
