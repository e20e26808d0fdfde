package dev.sluice.dataplane.tls;

import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.SecretSection;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * A certificate that can be shown to the other side.
 *
 * @param secret where it comes from
 * @param chain the own certificate first
 */
public record KeyMaterial(ObjectKey secret, List<X509Certificate> chain, PrivateKey key) {
  public KeyMaterial {
    chain = List.copyOf(chain);
  }

  /**
   * @throws IllegalArgumentException if it cannot be used; the message names the secret and quotes
   *     nothing of it
   */
  public static KeyMaterial of(SecretSection.Certificate section) {
    try {
      List<X509Certificate> chain = Pem.certificates(section.chain());
      String algorithm = chain.getFirst().getPublicKey().getAlgorithm();
      return new KeyMaterial(
          section.secret(), chain, Pem.privateKey(section.privateKey().value(), algorithm));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "the certificate " + section.secret() + " cannot be used: " + e.getMessage(), e);
    }
  }

  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /** When the first of the chain ends. */
  public Instant expiry() {
    return chain.stream()
        .map(certificate -> certificate.getNotAfter().toInstant())
        .min(Instant::compareTo)
        .orElseThrow();
  }

  @Override
  public String toString() {
    return "certificate " + secret + " until " + expiry() + " [key redacted]";
  }
}
