package dev.sluice.compiler.certificate;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Locale;

/** Which keys and signatures are too weak to be relied on (NIST SP 800-57: 112 bits and more). */
final class Strength {
  private static final int RSA_BITS = 2_048;
  private static final int EC_BITS = 256;

  private Strength() {}

  static void check(X509Certificate certificate) throws UnusableCertificate {
    check(certificate.getPublicKey());
    String algorithm = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
    boolean root =
        certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    if (!root
        && (algorithm.startsWith("MD")
            || algorithm.startsWith("SHA1")
            || algorithm.contains("DSA1"))) {
      throw new UnusableCertificate(
          "holds a certificate that is signed with "
              + algorithm
              + ", which can be forged; have it issued with SHA-256");
    }
  }

  private static void check(PublicKey key) throws UnusableCertificate {
    switch (key) {
      case RSAPublicKey rsa when rsa.getModulus().bitLength() < RSA_BITS ->
          throw weak("an RSA key of " + rsa.getModulus().bitLength() + " bits");
      case ECPublicKey ec when ec.getParams().getOrder().bitLength() < EC_BITS ->
          throw weak("a key on a curve of " + ec.getParams().getOrder().bitLength() + " bits");
      case RSAPublicKey rsa -> {}
      case ECPublicKey ec -> {}
      case EdECPublicKey edwards -> {}
      default -> throw weak("a key for " + key.getAlgorithm());
    }
  }

  private static UnusableCertificate weak(String what) {
    return new UnusableCertificate(
        "holds a certificate with "
            + what
            + "; use RSA of at least "
            + RSA_BITS
            + " bits, P-256, P-384 or Ed25519");
  }
}
