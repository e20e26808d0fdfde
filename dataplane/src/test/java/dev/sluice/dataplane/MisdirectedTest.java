package dev.sluice.dataplane;

import static dev.sluice.dataplane.Https.AUTHORITY;
import static dev.sluice.dataplane.Https.answering;
import static dev.sluice.dataplane.Https.connect;
import static dev.sluice.dataplane.Https.get;
import static dev.sluice.dataplane.Https.listener;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.HttpsRedirect;
import dev.sluice.snapshot.Listener;
import dev.sluice.snapshot.ListenerProtocol;
import dev.sluice.snapshot.ListenerTls;
import dev.sluice.snapshot.ListenerTls.ClientCertificates;
import dev.sluice.snapshot.ListenerTls.TlsVersion;
import java.util.List;
import org.junit.jupiter.api.Test;

/** HI15: which hosts a connection may reach. */
final class MisdirectedTest {
  private static final List<HostPattern> EXAMPLES =
      List.of(new HostPattern.Wildcard("example.test"), new HostPattern.Exact("shop.test"));

  private static Config shops() {
    return answering(listener("default", "shop", "wild"))
        .secret(
            AUTHORITY.issue("fallback.test").section(Config.key("default")),
            AUTHORITY.issue("shop.example.test", "shop.test").section(Config.key("shop")),
            AUTHORITY.issue("*.example.test").section(Config.key("wild")));
  }

  private static int status(Wire client, String host) {
    return client.send(get(host)).response().status();
  }

  @Test
  void aHostWithAnotherCertificateIsMisdirectedAndTheConnectionGoesOn() {
    try (GatewayFixture gateway = GatewayFixture.serving(shops());
        Wire client = connect(gateway, "shop.example.test")) {
      Wire.Message refused = client.send(get("other.example.test")).response();
      assertThat(refused.startLine()).isEqualTo("HTTP/1.1 421 Misdirected Request");
      assertThat(refused.text()).contains("MISDIRECTED_REQUEST");
      assertThat(status(client, "shop.example.test")).isEqualTo(200);
      assertThat(status(client, "SHOP.example.test.:8443")).isEqualTo(200);
      assertThat(status(client, "unknown.test")).isEqualTo(421);
    }
  }

  @Test
  void hostsOfOneCertificateShareAConnection() {
    try (GatewayFixture gateway = GatewayFixture.serving(shops())) {
      try (Wire client = connect(gateway, "shop.example.test")) {
        assertThat(status(client, "shop.test")).isEqualTo(200);
      }
      try (Wire client = connect(gateway, "a.example.test")) {
        assertThat(status(client, "b.example.test")).isEqualTo(200);
        assertThat(status(client, "shop.example.test")).isEqualTo(421);
      }
      try (Wire client = connect(gateway, "unknown.test")) {
        assertThat(status(client, "another.test")).isEqualTo(200);
        assertThat(status(client, "fallback.test")).isEqualTo(200);
        assertThat(status(client, "shop.test")).isEqualTo(421);
      }
    }
  }

  @Test
  void aClientThatNamedNoServerIsHeldToNone() {
    try (GatewayFixture gateway = GatewayFixture.serving(shops());
        Wire client = connect(gateway, "")) {
      assertThat(status(client, "shop.example.test")).isEqualTo(200);
      assertThat(status(client, "unknown.test")).isEqualTo(200);
    }
  }

  @Test
  void hostsOutsideOfTheListenersAreMisdirectedOverTls() {
    Config config =
        answering(listener(TlsVersion.TLS_1_2, ClientCertificates.NONE, EXAMPLES, "all"))
            .secret(AUTHORITY.issue("a.example.test", "shop.test").section(Config.key("all")));
    try (GatewayFixture gateway = GatewayFixture.serving(config);
        Wire client = connect(gateway, "shop.test")) {
      assertThat(status(client, "shop.test")).isEqualTo(200);
      assertThat(status(client, "a.example.test")).isEqualTo(200);
      assertThat(status(client, "example.test")).isEqualTo(421);
      assertThat(status(client, "evil.test")).isEqualTo(421);
      assertThat(status(client, "notexample.test")).isEqualTo(421);
    }
  }

  @Test
  void inPlainTextTheyAreNotFound() {
    Listener plain =
        new Listener(
            "http", 0, ListenerProtocol.HTTP, false, EXAMPLES, ListenerTls.OFF, HttpsRedirect.OFF);
    try (GatewayFixture gateway = GatewayFixture.serving(answering(plain));
        Wire client = gateway.client()) {
      assertThat(status(client, "shop.test")).isEqualTo(200);
      assertThat(status(client, "b.a.example.test")).isEqualTo(200);
      assertThat(status(client, "evil.test")).isEqualTo(404);
    }
  }
}
