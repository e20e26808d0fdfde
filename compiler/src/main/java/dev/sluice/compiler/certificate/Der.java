package dev.sluice.compiler.certificate;

import java.util.Arrays;

/** The little of DER (X.690) that turns the older forms of private keys into PKCS #8. */
final class Der {
  private static final byte INTEGER = 0x02;
  private static final byte OCTET_STRING = 0x04;
  private static final byte SEQUENCE = 0x30;
  private static final byte[] VERSION_0 = {INTEGER, 1, 0};

  /** {@code rsaEncryption} with its NULL parameter (RFC 8017, appendix C). */
  private static final byte[] RSA = {
    SEQUENCE, 13, 0x06, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1, 5, 0
  };

  private Der() {}

  /** PKCS #8 around an RSAPrivateKey (RFC 8017). */
  static byte[] pkcs8OfRsa(byte[] key) {
    return sequence(VERSION_0, RSA, tagged(OCTET_STRING, key));
  }

  /**
   * PKCS #8 around an ECPrivateKey (RFC 5915).
   *
   * @param publicKey the SubjectPublicKeyInfo of its certificate, which names the curve
   */
  static byte[] pkcs8OfEc(byte[] key, byte[] publicKey) throws UnusableCertificate {
    return sequence(VERSION_0, algorithm(publicKey), tagged(OCTET_STRING, key));
  }

  /** The first element of a SubjectPublicKeyInfo (RFC 5280). */
  private static byte[] algorithm(byte[] publicKey) throws UnusableCertificate {
    int start = contents(publicKey, 0);
    int inner = contents(publicKey, start);
    int end = inner + length(publicKey, start);
    if (end > publicKey.length) {
      throw new UnusableCertificate("the certificate's public key is not understood");
    }
    return Arrays.copyOfRange(publicKey, start, end);
  }

  private static int contents(byte[] der, int at) throws UnusableCertificate {
    return at + 2 + lengthBytes(der, at);
  }

  private static int length(byte[] der, int at) throws UnusableCertificate {
    int more = lengthBytes(der, at);
    if (more == 0) {
      return der[at + 1];
    }
    int length = 0;
    for (int i = 0; i < more; i++) {
      length = length << 8 | der[at + 2 + i] & 0xff;
    }
    return length;
  }

  private static int lengthBytes(byte[] der, int at) throws UnusableCertificate {
    if (at + 2 > der.length) {
      throw new UnusableCertificate("the certificate's public key is not understood");
    }
    int first = der[at + 1] & 0xff;
    int more = first < 0x80 ? 0 : first & 0x7f;
    if (more > 3 || at + 2 + more > der.length) {
      throw new UnusableCertificate("the certificate's public key is not understood");
    }
    return more;
  }

  private static byte[] sequence(byte[]... elements) {
    int length = 0;
    for (byte[] element : elements) {
      length += element.length;
    }
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] element : elements) {
      System.arraycopy(element, 0, all, at, element.length);
      at += element.length;
    }
    return tagged(SEQUENCE, all);
  }

  private static byte[] tagged(byte tag, byte[] content) {
    int bytes = content.length < 0x80 ? 0 : content.length < 0x100 ? 1 : 2;
    if (content.length >= 0x10000) {
      bytes = 3;
    }
    byte[] all = new byte[2 + bytes + content.length];
    all[0] = tag;
    all[1] = (byte) (bytes == 0 ? content.length : 0x80 | bytes);
    for (int i = 0; i < bytes; i++) {
      all[2 + i] = (byte) (content.length >>> 8 * (bytes - 1 - i));
    }
    System.arraycopy(content, 0, all, 2 + bytes, content.length);
    return all;
  }
}
