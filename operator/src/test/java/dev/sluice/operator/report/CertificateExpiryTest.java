package dev.sluice.operator.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.ClientAddress;
import dev.sluice.snapshot.GatewaySection;
import dev.sluice.snapshot.HttpsRedirect;
import dev.sluice.snapshot.Listener;
import dev.sluice.snapshot.ListenerProtocol;
import dev.sluice.snapshot.ListenerTls;
import dev.sluice.snapshot.ListenerTls.ClientCertificates;
import dev.sluice.snapshot.ListenerTls.TlsVersion;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.SecretText;
import dev.sluice.snapshot.Snapshot;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

final class CertificateExpiryTest {
  private static final ObjectKey SECRET = new ObjectKey("gateways", "shop-tls");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final CertificateExpiry expiry = new CertificateExpiry();

  private static Snapshot valid(Duration life) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    KeyPair keys = generator.generateKeyPair();
    X500Name name = new X500Name("CN=shop");
    byte[] certificate =
        new JcaX509v3CertificateBuilder(
                name,
                BigInteger.ONE,
                Date.from(START),
                Date.from(START.plus(life)),
                name,
                keys.getPublic())
            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
            .getEncoded();
    String pem =
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate)
            + "\n-----END CERTIFICATE-----\n";
    Listener https =
        new Listener(
            "https",
            8443,
            ListenerProtocol.HTTPS,
            false,
            List.of(),
            new ListenerTls.On(List.of(SECRET), TlsVersion.TLS_1_2, ClientCertificates.NONE),
            HttpsRedirect.OFF);
    return new Snapshot(
        GatewaySection.of(
            new ObjectKey("gateways", "public"), List.of(https), new ClientAddress.Peer()),
        List.of(),
        List.of(),
        List.of(new SecretSection.Certificate(SECRET, pem, new SecretText("not read"))));
  }

  private String reason(Snapshot snapshot, Duration after) {
    return expiry.judge(snapshot, START.plus(after)).map(Draft::reason).orElse("none");
  }

  @Test
  void itWarnsTwoWeeksBeforeTheEnd() throws Exception {
    Snapshot snapshot = valid(Duration.ofDays(90));
    assertThat(reason(snapshot, Duration.ofDays(75))).isEqualTo("Valid");
    assertThat(reason(snapshot, Duration.ofDays(76))).isEqualTo("CertificateExpiring");
    assertThat(reason(snapshot, Duration.ofDays(90))).isEqualTo("CertificateExpired");
  }

  @Test
  void aShortLifeIsWarnedOfInItsLastFifth() throws Exception {
    Snapshot snapshot = valid(Duration.ofDays(5));
    assertThat(reason(snapshot, Duration.ofHours(95))).isEqualTo("Valid");
    assertThat(reason(snapshot, Duration.ofHours(96))).isEqualTo("CertificateExpiring");
  }

  @Test
  void theMessageNamesSecretListenerAndEnd() throws Exception {
    Optional<Draft> draft =
        expiry.judge(valid(Duration.ofDays(90)), START.plus(Duration.ofDays(91)));
    assertThat(draft)
        .hasValueSatisfying(
            found -> {
              assertThat(found.holds()).isFalse();
              assertThat(found.type()).isEqualTo("CertificatesValid");
              assertThat(found.message())
                  .contains("shop-tls of listener https (2026-04-01T00:00:00Z)");
            });
  }

  @Test
  void withoutHttpsThereIsNothingToSay() {
    Snapshot plain =
        new Snapshot(
            GatewaySection.of(
                new ObjectKey("gateways", "public"),
                List.of(Listener.http("http", 8080, false)),
                new ClientAddress.Peer()),
            List.of(),
            List.of());
    assertThat(expiry.judge(plain, START)).isEmpty();
  }
}
