package dev.sluice.dataplane.auth.revocation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** Stands for what an entry of the list names, in the same space whatever its length. */
record Fingerprint(long a, long b) {
  private static final char BETWEEN = '\0';

  /** One token by its own name. */
  static Fingerprint ofToken(String issuer, String jti) {
    return of("jti" + BETWEEN + issuer + BETWEEN + jti);
  }

  /** All tokens of somebody. */
  static Fingerprint ofSubject(String issuer, String subject) {
    return of("subject" + BETWEEN + issuer + BETWEEN + subject);
  }

  /**
   * One token by its text.
   *
   * @param hash SHA-256 in hexadecimal digits
   */
  static Fingerprint ofHash(String hash) {
    return of("hash" + BETWEEN + hash.toLowerCase(Locale.ROOT));
  }

  static Fingerprint ofText(String token) {
    return ofHash(hash(token));
  }

  static String hash(String token) {
    return HexFormat.of().formatHex(sha256(token));
  }

  private static Fingerprint of(String text) {
    ByteBuffer hash = ByteBuffer.wrap(sha256(text));
    return new Fingerprint(hash.getLong(), hash.getLong());
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "[redacted]";
  }
}
