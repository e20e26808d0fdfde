package dev.sluice.dataplane;

import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.ClientAddress;
import dev.sluice.snapshot.HeaderEdits;
import dev.sluice.snapshot.HeaderValue;
import dev.sluice.snapshot.Listener;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.RequestVariable;
import dev.sluice.snapshot.ValuePart;
import java.util.List;
import org.junit.jupiter.api.Test;

/** HI8 to HI11 and HI13: the client is who trusted proxies say it is, and nobody else decides. */
final class ClientAddressTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  /** Routes that tell the backend whom the gateway takes the client for. */
  private static Config telling(ClientAddress policy, ScriptedBackend backend) {
    HeaderEdits edits =
        new HeaderEdits(
            List.of(
                new HeaderValue(
                    "x-seen", List.of(new ValuePart.Variable(RequestVariable.CLIENT_IP)))),
            List.of(),
            List.of());
    return new Config()
        .clientAddress(policy)
        .backend("b", backend.endpoint())
        .route("r", Config.rule("/", new MethodMatch.Any(), edits, Config.to("b")));
  }

  private static Wire.Message seen(ClientAddress policy, String... fields) {
    try (ScriptedBackend backend = ScriptedBackend.answering(OK);
        GatewayFixture gateway = GatewayFixture.serving(telling(policy, backend))) {
      assertThat(gateway.exchange(request("GET", "/", fields)).status()).isEqualTo(200);
      return backend.lastRequest();
    }
  }

  private static final ClientAddress PEER = new ClientAddress.Peer();
  private static final ClientAddress ONE_HOP = new ClientAddress.TrustedHops(1, "x-forwarded-for");
  private static final ClientAddress TWO_HOPS = new ClientAddress.TrustedHops(2, "x-forwarded-for");

  @Test
  void withoutTrustTheClientIsThePeer() {
    Wire.Message seen = seen(PEER, "X-Forwarded-For: 1.2.3.4");
    assertThat(seen.first("x-seen")).isEqualTo("127.0.0.1");
    assertThat(seen.all("X-Forwarded-For")).containsExactly("127.0.0.1");
  }

  @Test
  void theClientIsTheNthFromTheRight() {
    assertThat(seen(ONE_HOP, "X-Forwarded-For: 6.6.6.6, 1.2.3.4").first("x-seen"))
        .isEqualTo("1.2.3.4");
    Wire.Message two =
        seen(TWO_HOPS, "X-Forwarded-For: 6.6.6.6, 1.2.3.4", "X-Forwarded-For: 5.5.5.5");
    assertThat(two.first("x-seen")).isEqualTo("1.2.3.4");
    assertThat(two.all("X-Forwarded-For")).containsExactly("6.6.6.6, 1.2.3.4, 5.5.5.5, 127.0.0.1");
  }

  @Test
  void tooFewHopsOrGarbageMeanThePeer() {
    for (String header :
        List.of(
            "X-Forwarded-For: unknown",
            "X-Forwarded-For: 1.2.3",
            "X-Forwarded-For: 1.2.3.4.5",
            "X-Forwarded-For: ",
            "X-Forwarded-For: fe80::1%25eth0",
            "X-Forwarded-For: " + "9".repeat(5_000),
            "X-Other: 1")) {
      Wire.Message seen = seen(ONE_HOP, header);
      assertThat(seen.first("x-seen")).as(header).isEqualTo("127.0.0.1");
      assertThat(seen.all("X-Forwarded-For")).as(header).containsExactly("127.0.0.1");
    }
    assertThat(seen(TWO_HOPS, "X-Forwarded-For: 1.2.3.4").first("x-seen")).isEqualTo("127.0.0.1");
  }

  @Test
  void portsAndBracketsAreReadAndLongChainsAreBounded() {
    assertThat(seen(ONE_HOP, "X-Forwarded-For: 1.2.3.4:5678").first("x-seen")).isEqualTo("1.2.3.4");
    assertThat(seen(ONE_HOP, "X-Forwarded-For: [2001:DB8::1]:80").first("x-seen"))
        .isEqualTo("2001:db8::1");
    Wire.Message seen = seen(ONE_HOP, "X-Forwarded-For: " + "9.9.9.9, ".repeat(1_000) + "1.2.3.4");
    assertThat(seen.first("x-seen")).isEqualTo("1.2.3.4");
    assertThat(seen.first("X-Forwarded-For")).isEqualTo("1.2.3.4, 127.0.0.1");
  }

  @Test
  void forwardedIsTheSourceOnlyWhereItIsNamed() {
    Wire.Message seen =
        seen(
            new ClientAddress.TrustedHops(1, "forwarded"),
            "Forwarded: for=6.6.6.6, for=\"[2001:db8::7]:1234\";proto=https",
            "X-Forwarded-For: 1.2.3.4");
    assertThat(seen.first("x-seen")).isEqualTo("2001:db8::7");
    assertThat(seen.all("Forwarded")).isEmpty();
    assertThat(seen.all("X-Forwarded-For")).containsExactly("2001:db8::7, 127.0.0.1");
  }

  @Test
  void trustedNetworksArePeeledOffFromTheRight() {
    ClientAddress trusted =
        new ClientAddress.TrustedNetworks(List.of("127.0.0.0/8", "10.0.0.0/8"), "x-forwarded-for");
    assertThat(seen(trusted, "X-Forwarded-For: 6.6.6.6, 1.2.3.4, 10.1.1.1").first("x-seen"))
        .isEqualTo("1.2.3.4");
    ClientAddress others =
        new ClientAddress.TrustedNetworks(List.of("10.0.0.0/8"), "x-forwarded-for");
    assertThat(seen(others, "X-Forwarded-For: 1.2.3.4").first("x-seen")).isEqualTo("127.0.0.1");
  }

  @Test
  void aTrustedProxySaysHowItWasReached() {
    Wire.Message seen =
        seen(
            ONE_HOP,
            "X-Forwarded-For: 1.2.3.4",
            "X-Forwarded-Proto: https",
            "X-Forwarded-Port: 443",
            "X-Forwarded-Host: evil.test");
    assertThat(seen.first("X-Forwarded-Proto")).isEqualTo("https");
    assertThat(seen.first("X-Forwarded-Port")).isEqualTo("443");
    assertThat(seen.first("X-Forwarded-Host")).isEqualTo("a.test");
    assertThat(
            seen(ONE_HOP, "X-Forwarded-For: 1.2.3.4", "X-Forwarded-Proto: javascript")
                .first("X-Forwarded-Proto"))
        .isEqualTo("http");
  }

  @Test
  void theProxyProtocolNamesThePeer() {
    try (ScriptedBackend backend = ScriptedBackend.answering(OK);
        GatewayFixture gateway =
            GatewayFixture.serving(
                telling(PEER, backend).listeners(Listener.http("http", 0, true)))) {
      try (Wire client = gateway.client()) {
        client.send("PROXY TCP4 192.0.2.7 192.0.2.1 4711 80\r\n" + request("GET", "/"));
        assertThat(client.response().status()).isEqualTo(200);
      }
      assertThat(backend.lastRequest().first("x-seen")).isEqualTo("192.0.2.7");
      try (Wire client = gateway.client()) {
        client.send(request("GET", "/"));
        client.awaitEnd();
      }
      assertThat(backend.requests()).hasSize(1);
    }
  }
}
