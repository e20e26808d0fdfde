package dev.sluice.compiler.certificate;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

/** The private key of a certificate. */
final class PrivateKeys {
  private static final byte[] PROBE = {1, 2, 3, 4, 5, 6, 7, 8};

  private PrivateKeys() {}

  /**
   * The key in PKCS #8.
   *
   * @throws UnusableCertificate if there is not exactly one, or it belongs to another certificate
   */
  static String read(String pem, X509Certificate certificate) throws UnusableCertificate {
    PublicKey shown = certificate.getPublicKey();
    List<PemBlock> blocks =
        PemBlock.read(pem).stream()
            .filter(block -> !block.label().equals("EC PARAMETERS"))
            .toList();
    if (blocks.size() != 1) {
      throw new UnusableCertificate(
          "holds "
              + (blocks.isEmpty() ? "no" : "more than one")
              + " PEM block; give one private key");
    }
    byte[] encoded = pkcs8(blocks.getFirst(), shown);
    PrivateKey key;
    try {
      key =
          KeyFactory.getInstance(shown.getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (GeneralSecurityException | RuntimeException e) {
      // The message of the parser could quote the key.
      throw new UnusableCertificate(
          "holds a key that cannot be read, or of another kind than the certificate in tls.crt;"
              + " give the two that belong together");
    }
    if (!fits(key, shown)) {
      throw new UnusableCertificate(
          "is not the key of the first certificate in tls.crt; give the two that belong together,"
              + " the own certificate first");
    }
    return new PemBlock("PRIVATE KEY", key.getEncoded()).text();
  }

  private static byte[] pkcs8(PemBlock block, PublicKey shown) throws UnusableCertificate {
    return switch (block.label()) {
      case "PRIVATE KEY" -> block.der();
      case "RSA PRIVATE KEY" -> Der.pkcs8OfRsa(block.der());
      case "EC PRIVATE KEY" -> Der.pkcs8OfEc(block.der(), shown.getEncoded());
      case "ENCRYPTED PRIVATE KEY" ->
          throw new UnusableCertificate("holds a key with a pass phrase; give it without");
      default ->
          throw new UnusableCertificate(
              "holds no private key; give a PEM block PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE"
                  + " KEY");
    };
  }

  /** Whether what one signs the other verifies: true of any kind of key. */
  private static boolean fits(PrivateKey key, PublicKey shown) {
    String algorithm =
        switch (shown.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> shown.getAlgorithm();
        };
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(shown);
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException | RuntimeException e) {
      return false;
    }
  }
}
