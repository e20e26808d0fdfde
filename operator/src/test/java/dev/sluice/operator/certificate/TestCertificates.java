package dev.sluice.operator.certificate;

import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;

/** Certificates for a server at the loopback. */
public final class TestCertificates {
  private final Certificates certificates;
  private final ServingTls tls;

  private TestCertificates(Certificates certificates) {
    this.certificates = certificates;
    this.tls = new ServingTls(certificates.serving());
  }

  public static TestCertificates create() {
    return new TestCertificates(
        Certificates.create(
            ServingNames.ofServices("sluice-system", List.of("sluice-operator")), Instant.now()));
  }

  public SSLContext context() {
    return tls.context();
  }

  public String bundle() {
    return certificates.bundle();
  }
}
