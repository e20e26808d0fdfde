package dev.sluice.dataplane.auth.apikey;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 of a key, as the key of a table. To look it up takes a time that depends on the hash of
 * what was presented, and nothing can be learned from that: who does not have a key cannot choose a
 * text whose hash agrees with the key's in more and more bits, for that means to find preimages.
 */
record KeyHash(long a, long b, long c, long d) {
  static KeyHash ofKey(String key) {
    try {
      return of(
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * @param hex 64 hexadecimal digits
   * @throws IllegalArgumentException if it is anything else; nothing of it is quoted
   */
  static KeyHash ofHex(String hex) {
    byte[] octets;
    try {
      octets = HexFormat.of().parseHex(hex);
    } catch (IllegalArgumentException e) {
      octets = new byte[0];
    }
    if (octets.length != 4 * Long.BYTES) {
      throw new IllegalArgumentException("the hash of a key is no SHA-256");
    }
    return of(octets);
  }

  private static KeyHash of(byte[] octets) {
    ByteBuffer hash = ByteBuffer.wrap(octets);
    return new KeyHash(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong());
  }

  @Override
  public String toString() {
    return "KeyHash[redacted]";
  }
}
