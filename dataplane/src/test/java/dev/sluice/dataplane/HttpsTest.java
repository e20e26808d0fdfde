package dev.sluice.dataplane;

import static dev.sluice.dataplane.Https.AUTHORITY;
import static dev.sluice.dataplane.Https.answering;
import static dev.sluice.dataplane.Https.commonName;
import static dev.sluice.dataplane.Https.connect;
import static dev.sluice.dataplane.Https.get;
import static dev.sluice.dataplane.Https.listener;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.Wire;
import org.junit.jupiter.api.Test;

/** Certificates are chosen by the name that the client asks for. */
final class HttpsTest {
  private static Config shops() {
    return answering(listener("default", "shop", "wild"))
        .secret(
            AUTHORITY.issue("fallback.test").section(Config.key("default")),
            AUTHORITY.issue("shop.example.test").section(Config.key("shop")),
            AUTHORITY.issue("*.example.test").section(Config.key("wild")));
  }

  @Test
  void answersOverTls() {
    try (GatewayFixture gateway = GatewayFixture.serving(shops());
        Wire client = connect(gateway, "shop.example.test")) {
      assertThat(client.send(get("shop.example.test")).response().text()).isEqualTo("here");
      assertThat(client.send(get("shop.example.test")).response().text()).isEqualTo("here");
      assertThat(client.session().getProtocol()).isEqualTo("TLSv1.3");
    }
  }

  @Test
  void theExactNameComesBeforeTheWildcardAndTheWildcardBeforeTheDefault() {
    try (GatewayFixture gateway = GatewayFixture.serving(shops())) {
      assertThat(shown(gateway, "shop.example.test")).isEqualTo("CN=shop.example.test");
      assertThat(shown(gateway, "SHOP.Example.test")).isEqualTo("CN=shop.example.test");
      assertThat(shown(gateway, "other.example.test")).isEqualTo("CN=*.example.test");
      assertThat(shown(gateway, "a.b.example.test")).isEqualTo("CN=fallback.test");
      assertThat(shown(gateway, "unknown.test")).isEqualTo("CN=fallback.test");
      assertThat(shown(gateway, "")).isEqualTo("CN=fallback.test");
    }
  }

  private static String shown(GatewayFixture gateway, String serverName) {
    try (Wire client = connect(gateway, serverName)) {
      return commonName(client);
    }
  }
}
