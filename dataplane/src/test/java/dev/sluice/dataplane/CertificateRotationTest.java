package dev.sluice.dataplane;

import static dev.sluice.dataplane.Https.AUTHORITY;
import static dev.sluice.dataplane.Https.PARTNERS;
import static dev.sluice.dataplane.Https.answering;
import static dev.sluice.dataplane.Https.connect;
import static dev.sluice.dataplane.Https.get;
import static dev.sluice.dataplane.Https.listener;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.dataplane.runtime.ApplyResult;
import dev.sluice.dataplane.tls.TestAuthority.Issued;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.ListenerTls.ClientCertificates;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.SecretText;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** Certificates and terms of a listener change while it serves. */
final class CertificateRotationTest {
  private static Config serving(Issued certificate) {
    return answering(listener("cert")).secret(certificate.section(Config.key("cert")));
  }

  @Test
  void noHandshakeFailsWhileCertificatesAreSwapped() throws Exception {
    Issued[] certificates = {
      AUTHORITY.issue("a.test"), AUTHORITY.issue("a.test"), AUTHORITY.issue("a.test")
    };
    AtomicBoolean stop = new AtomicBoolean();
    try (GatewayFixture gateway = GatewayFixture.serving(serving(certificates[0]));
        ExecutorService clients = Executors.newFixedThreadPool(4)) {
      Callable<Integer> client =
          () -> {
            SSLContext resuming = AUTHORITY.client();
            int done = 0;
            while (!stop.get() || done < 60) {
              // Every other connection resumes a session if it may.
              SSLContext context = done % 2 == 0 ? resuming : AUTHORITY.client();
              try (Wire wire = Wire.connect(Https.port(gateway), context, "a.test")) {
                assertThat(wire.send(get("a.test")).response().status()).isEqualTo(200);
              }
              done++;
            }
            return done;
          };
      List<Future<Integer>> running = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        running.add(clients.submit(client));
      }
      for (int i = 1; i <= 50; i++) {
        gateway.apply(serving(certificates[i % certificates.length]));
      }
      stop.set(true);
      int handshakes = 0;
      for (Future<Integer> each : running) {
        handshakes += each.get(120, TimeUnit.SECONDS);
      }
      assertThat(handshakes).isGreaterThanOrEqualTo(240);
    }
  }

  @Test
  void theNewCertificateIsShownAtOnceAndOldConnectionsGoOn() throws Exception {
    Issued first = AUTHORITY.issue("a.test");
    Issued second = AUTHORITY.issue("a.test");
    SSLContext resuming = AUTHORITY.client();
    try (GatewayFixture gateway = GatewayFixture.serving(serving(first));
        Wire old = Wire.connect(Https.port(gateway), resuming, "a.test")) {
      assertThat(old.send(get("a.test")).response().status()).isEqualTo(200);
      gateway.apply(serving(second));
      try (Wire fresh = Wire.connect(Https.port(gateway), resuming, "a.test")) {
        assertThat(shown(fresh)).isEqualTo(second.chain().getFirst());
      }
      assertThat(old.send(get("a.test")).response().status()).isEqualTo(200);
      assertThat(shown(old)).isEqualTo(first.chain().getFirst());
    }
  }

  private static X509Certificate shown(Wire wire) throws Exception {
    return (X509Certificate) wire.session().getPeerCertificates()[0];
  }

  @Test
  void whatSwappingDoesNotTouchKeepsItsSessions() throws Exception {
    Issued certificate = AUTHORITY.issue("a.test");
    SSLContext resuming = AUTHORITY.client();
    Config changed = serving(certificate).respond("more", "/more", 200, "more");
    try (GatewayFixture gateway = GatewayFixture.serving(serving(certificate))) {
      long created;
      try (Wire wire = Wire.connect(Https.port(gateway), resuming, "a.test")) {
        assertThat(wire.send(get("a.test")).response().status()).isEqualTo(200);
        created = wire.session().getCreationTime();
      }
      gateway.apply(changed);
      try (Wire wire = Wire.connect(Https.port(gateway), resuming, "a.test")) {
        assertThat(wire.session().getCreationTime()).isEqualTo(created);
      }
    }
  }

  @Test
  void aPolicyThatBecomesStricterHoldsForSessionsAndConnectionsThatAreThere() {
    Issued certificate = AUTHORITY.issue("a.test");
    ClientCertificates required =
        new ClientCertificates.Asked(true, List.of(Config.key("partners")));
    Config strict =
        answering(listener(required, "cert"))
            .secret(
                certificate.section(Config.key("cert")), PARTNERS.bundle(Config.key("partners")));
    SSLContext resuming = AUTHORITY.client();
    try (GatewayFixture gateway = GatewayFixture.serving(serving(certificate));
        Wire old = Wire.connect(Https.port(gateway), resuming, "a.test")) {
      assertThat(old.send(get("a.test")).response().status()).isEqualTo(200);
      gateway.apply(strict);
      old.awaitEnd();
      assertThatThrownBy(
              () -> {
                try (Wire wire = Wire.connect(Https.port(gateway), resuming, "a.test")) {
                  wire.send(get("a.test")).response();
                }
              })
          .isInstanceOf(RuntimeException.class);
    }
  }

  @Test
  void aListenerTurnsToHttpsAtItsOwnPort() {
    Issued certificate = AUTHORITY.issue("a.test");
    Config plain =
        answering(
            new dev.sluice.snapshot.Listener(
                "https",
                0,
                dev.sluice.snapshot.ListenerProtocol.HTTP,
                false,
                List.of(),
                dev.sluice.snapshot.ListenerTls.OFF,
                dev.sluice.snapshot.HttpsRedirect.OFF));
    try (GatewayFixture gateway = GatewayFixture.serving(plain)) {
      int port = Https.port(gateway);
      gateway.apply(serving(certificate));
      assertThat(Https.port(gateway)).isEqualTo(port);
      try (Wire wire = connect(gateway, "a.test")) {
        assertThat(wire.send(get("a.test")).response().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void aCertificateThatIsNoneIsRefusedByNameAndNothingChanges() {
    Issued certificate = AUTHORITY.issue("a.test");
    Config broken =
        answering(listener("cert"))
            .secret(
                new SecretSection.Certificate(
                    Config.key("cert"),
                    certificate.chainPem(),
                    new SecretText(
                        "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----")));
    try (GatewayFixture gateway = GatewayFixture.serving(serving(certificate))) {
      ApplyResult result = gateway.dataplane().apply(broken.snapshot(), broken.endpoints());
      assertThat(result)
          .isInstanceOfSatisfying(
              ApplyResult.Refused.class,
              refused ->
                  assertThat(refused.refusals())
                      .singleElement()
                      .satisfies(
                          refusal -> {
                            assertThat(refusal.section().toString())
                                .isEqualTo("CERTIFICATE test/cert");
                            assertThat(refusal.reason()).doesNotContain("c2VjcmV0");
                          }));
      try (Wire wire = connect(gateway, "a.test")) {
        assertThat(wire.send(get("a.test")).response().status()).isEqualTo(200);
      }
    }
  }
}
