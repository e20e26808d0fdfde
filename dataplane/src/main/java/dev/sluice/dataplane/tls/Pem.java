package dev.sluice.dataplane.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** RFC 7468 text, as snapshots carry it. */
final class Pem {
  private Pem() {}

  /**
   * @throws GeneralSecurityException if there is none, or one that is broken
   */
  static List<X509Certificate> certificates(String text) throws GeneralSecurityException {
    List<X509Certificate> certificates =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)))
            .stream()
            .map(X509Certificate.class::cast)
            .toList();
    if (certificates.isEmpty()) {
      throw new GeneralSecurityException("holds no certificate");
    }
    return certificates;
  }

  /**
   * @param algorithm of the public key that it belongs to
   * @throws GeneralSecurityException if it is no PKCS #8 key of that algorithm; quotes nothing
   */
  static PrivateKey privateKey(String text, String algorithm) throws GeneralSecurityException {
    String base64 =
        text.lines().filter(line -> !line.startsWith("-----")).collect(Collectors.joining());
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
    } catch (IllegalArgumentException | InvalidKeySpecException e) {
      // The cause could quote the key.
      throw new GeneralSecurityException("the private key is no PKCS #8 " + algorithm + " key");
    }
  }
}
