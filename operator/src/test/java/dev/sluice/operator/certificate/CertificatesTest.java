package dev.sluice.operator.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CertificatesTest {
  private static final ServingNames NAMES =
      ServingNames.ofServices("sluice-system", List.of("sluice-operator-headless"));
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void aNewCertificateIsSignedByTheBundleAndCarriesTheNames() throws Exception {
    Certificates certificates = Certificates.create(NAMES, START);
    X509Certificate serving = certificates.serving().certificate();
    serving.verify(Pem.certificates(certificates.bundle()).getFirst().getPublicKey());
    assertThat(NAMES.coveredBy(serving)).isTrue();
    assertThat(serving.getSubjectAlternativeNames())
        .anySatisfy(
            name ->
                assertThat(name.get(1)).isEqualTo("sluice-operator-headless.sluice-system.svc"));
    assertThat(serving.getBasicConstraints()).isEqualTo(-1);
  }

  @Test
  void aSecretHoldsItAll() throws Exception {
    Certificates certificates = Certificates.create(NAMES, START);
    assertThat(Certificates.fromSecret(certificates.toSecret())).isEqualTo(certificates);
  }

  @Test
  void nothingChangesWhileNothingIsDue() {
    Certificates certificates = Certificates.create(NAMES, START);
    assertThat(certificates.renewed(NAMES, START.plus(Duration.ofDays(30)))).isEmpty();
  }

  @Test
  void theServingCertificateIsRenewedBeforeItEnds() {
    Certificates certificates = Certificates.create(NAMES, START);
    Optional<Certificates> renewed = certificates.renewed(NAMES, START.plus(Duration.ofDays(61)));
    assertThat(renewed).isPresent();
    assertThat(renewed.orElseThrow().authority()).isEqualTo(certificates.authority());
    assertThat(renewed.orElseThrow().serving()).isNotEqualTo(certificates.serving());
  }

  @Test
  void newNamesNeedANewCertificate() {
    Certificates certificates = Certificates.create(NAMES, START);
    ServingNames more = ServingNames.ofServices("sluice-system", List.of("other"));
    assertThat(certificates.renewed(more, START)).isPresent();
  }

  @Test
  void anAddressThatDataPlanesWereToldIsCovered() {
    for (String host : List.of("10.1.2.3", "[fd00::1]", "operator.example")) {
      ServingNames names = ServingNames.of("sluice-system", List.of(), host);
      Certificates certificates = Certificates.create(names, START);
      assertThat(names.coveredBy(certificates.serving().certificate())).isTrue();
      assertThat(certificates.renewed(NAMES, START)).isPresent();
    }
  }

  /** Three years in steps of a day, as a data plane sees it that refreshes its bundle daily. */
  @Test
  void aBundleOfYesterdayTrustsTheCertificateOfToday() throws Exception {
    Certificates certificates = Certificates.create(NAMES, START);
    List<X509Certificate> yesterday = Pem.certificates(certificates.bundle());
    int authorities = 1;
    for (int day = 1; day < 3 * 365; day++) {
      Instant now = START.plus(Duration.ofDays(day));
      Certificates before = certificates;
      certificates = before.renewed(NAMES, now).orElse(before);
      if (!certificates.authority().equals(before.authority())) {
        authorities++;
      }
      X509Certificate serving = certificates.serving().certificate();
      assertThat(serving.getNotAfter().toInstant()).isAfter(now);
      assertThat(yesterday).as("day %s", day).anyMatch(trusted -> signed(trusted, serving));
      yesterday = Pem.certificates(certificates.bundle());
      assertThat(yesterday).hasSizeLessThanOrEqualTo(3);
    }
    assertThat(authorities).isGreaterThan(1);
  }

  private static boolean signed(X509Certificate authority, X509Certificate certificate) {
    try {
      certificate.verify(authority.getPublicKey());
      return !authority.getNotAfter().before(certificate.getNotAfter());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  @Test
  void keysDoNotPrint() {
    Certificates certificates = Certificates.create(NAMES, START);
    assertThat(certificates.toString()).contains("redacted").doesNotContain("BEGIN");
  }
}
