package dev.sluice.dataplane;

import static dev.sluice.dataplane.Https.AUTHORITY;
import static dev.sluice.dataplane.Https.PARTNERS;
import static dev.sluice.dataplane.Https.answering;
import static dev.sluice.dataplane.Https.get;
import static dev.sluice.dataplane.Https.listener;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.dataplane.tls.TestAuthority.Issued;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.ListenerTls.ClientCertificates;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which certificates clients may, and must, show. */
final class ClientCertificateTest {
  private static final Issued KNOWN = PARTNERS.issue("partner-a");
  private static final Issued EXPIRED = PARTNERS.issue("EC", Duration.ofDays(-1), "partner-b");
  private static final Issued STRANGER = AUTHORITY.issue("stranger");

  private static Config config(boolean required) {
    return answering(
            listener(
                new ClientCertificates.Asked(required, List.of(Config.key("partners"))), "cert"))
        .secret(
            AUTHORITY.issue("a.test").section(Config.key("cert")),
            PARTNERS.bundle(Config.key("partners")));
  }

  private static int status(GatewayFixture gateway, SSLContext client) {
    try (Wire wire = Wire.connect(Https.port(gateway), client, "a.test")) {
      return wire.send(get("a.test")).response().status();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCertificateOfTheAuthorityIsGood(boolean required) {
    try (GatewayFixture gateway = GatewayFixture.serving(config(required))) {
      assertThat(status(gateway, AUTHORITY.client(KNOWN))).isEqualTo(200);
    }
  }

  @Test
  void withoutOneThereIsNoConnectionWhereItIsRequired() {
    try (GatewayFixture gateway = GatewayFixture.serving(config(true))) {
      assertThatThrownBy(() -> status(gateway, AUTHORITY.client()))
          .isInstanceOf(RuntimeException.class);
      assertThat(status(gateway, AUTHORITY.client(KNOWN))).isEqualTo(200);
    }
  }

  @Test
  void withoutOneThereIsAConnectionWhereItIsOptional() {
    try (GatewayFixture gateway = GatewayFixture.serving(config(false))) {
      assertThat(status(gateway, AUTHORITY.client())).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aBadOneIsRefusedInAnyCase(boolean required) {
    try (GatewayFixture gateway = GatewayFixture.serving(config(required))) {
      assertThatThrownBy(() -> status(gateway, AUTHORITY.insistingClient(EXPIRED)))
          .isInstanceOf(RuntimeException.class);
      assertThatThrownBy(() -> status(gateway, AUTHORITY.insistingClient(STRANGER)))
          .isInstanceOf(RuntimeException.class);
    }
  }

  @Test
  void withNobodyToSignNobodyIsLetInWhoMustShowOne() {
    Config config =
        answering(listener(new ClientCertificates.Asked(true, List.of()), "cert"))
            .secret(AUTHORITY.issue("a.test").section(Config.key("cert")));
    try (GatewayFixture gateway = GatewayFixture.serving(config)) {
      assertThatThrownBy(() -> status(gateway, AUTHORITY.client()))
          .isInstanceOf(RuntimeException.class);
      assertThatThrownBy(() -> status(gateway, AUTHORITY.insistingClient(KNOWN)))
          .isInstanceOf(RuntimeException.class);
    }
  }
}
