package dev.sluice.compiler.certificate;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** The certificates of a text. */
final class Certificates {
  private Certificates() {}

  /**
   * @throws UnusableCertificate if there is none, one that is broken or weak, or something else
   */
  static List<X509Certificate> read(String pem, int most) throws UnusableCertificate {
    List<X509Certificate> certificates = new ArrayList<>();
    for (PemBlock block : PemBlock.read(pem)) {
      switch (block.label()) {
        case "CERTIFICATE", "X509 CERTIFICATE" -> certificates.add(read(block));
        default ->
            throw new UnusableCertificate(
                "holds something else than certificates; leave only CERTIFICATE blocks there");
      }
      if (certificates.size() > most) {
        throw new UnusableCertificate("holds more than " + most + " certificates");
      }
    }
    if (certificates.isEmpty()) {
      throw new UnusableCertificate("holds no PEM block CERTIFICATE; add one");
    }
    for (X509Certificate certificate : certificates) {
      Strength.check(certificate);
    }
    return certificates;
  }

  static String write(X509Certificate certificate) throws UnusableCertificate {
    try {
      return new PemBlock("CERTIFICATE", certificate.getEncoded()).text();
    } catch (GeneralSecurityException e) {
      throw new UnusableCertificate("holds a certificate that has no encoding");
    }
  }

  private static X509Certificate read(PemBlock block) throws UnusableCertificate {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(block.der()));
    } catch (GeneralSecurityException | RuntimeException e) {
      // What the parser says of broken bytes helps nobody.
      throw new UnusableCertificate("holds a certificate that cannot be read; give it anew");
    }
  }
}
