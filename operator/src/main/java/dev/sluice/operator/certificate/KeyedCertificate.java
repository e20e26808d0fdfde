package dev.sluice.operator.certificate;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/** A certificate with its private key, which never prints. */
record KeyedCertificate(X509Certificate certificate, PrivateKey key) {
  @Override
  public String toString() {
    return certificate.getSubjectX500Principal()
        + " "
        + certificate.getSerialNumber().toString(16)
        + " until "
        + certificate.getNotAfter().toInstant()
        + " [key redacted]";
  }
}
