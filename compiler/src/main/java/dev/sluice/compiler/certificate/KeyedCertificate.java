package dev.sluice.compiler.certificate;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate with its chain and its key. Whether it has expired is not asked: there is no clock
 * here, and a clock that is wrong must not take a site down.
 *
 * @param chain in PEM, the own certificate first
 * @param privateKey in PEM, PKCS #8
 */
public record KeyedCertificate(String chain, String privateKey) {
  private static final int LONGEST_CHAIN = 16;

  /**
   * @param tlsCrt certificates in PEM, the own one first, each signed by the next
   * @param tlsKey the private key in PEM: PKCS #8, PKCS #1 or SEC 1
   */
  public static KeyedCertificate of(String tlsCrt, String tlsKey) throws UnusableCertificate {
    List<X509Certificate> chain = within("tls.crt", () -> Certificates.read(tlsCrt, LONGEST_CHAIN));
    within("tls.crt", () -> inOrder(chain));
    String key = within("tls.key", () -> PrivateKeys.read(tlsKey, chain.getFirst()));
    StringBuilder text = new StringBuilder();
    for (X509Certificate certificate : chain) {
      text.append(Certificates.write(certificate));
    }
    return new KeyedCertificate(text.toString(), key);
  }

  private static boolean inOrder(List<X509Certificate> chain) throws UnusableCertificate {
    for (int i = 1; i < chain.size(); i++) {
      try {
        X509Certificate issued = chain.get(i - 1);
        X509Certificate issuer = chain.get(i);
        if (!issued.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
          throw outOfOrder(i);
        }
        issued.verify(issuer.getPublicKey());
      } catch (GeneralSecurityException e) {
        throw outOfOrder(i);
      }
    }
    return true;
  }

  private static UnusableCertificate outOfOrder(int number) {
    return new UnusableCertificate(
        "certificate "
            + number
            + " is not signed by certificate "
            + (number + 1)
            + "; begin with the own certificate and let each be followed by its issuer");
  }

  private interface Step<T> {
    T take() throws UnusableCertificate;
  }

  private static <T> T within(String entry, Step<T> step) throws UnusableCertificate {
    try {
      return step.take();
    } catch (UnusableCertificate e) {
      throw new UnusableCertificate(entry + " " + e.getMessage());
    }
  }

  @Override
  public String toString() {
    return "KeyedCertificate[redacted]";
  }
}
