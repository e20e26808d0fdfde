package dev.sluice.dataplane.auth.basic;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Stands for passwords in memory: a hash under a key that this process made and never shows, so
 * that nobody can tell a password from it, nor choose names that fall together.
 */
final class Fingerprints {
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  /** All 256 bits. */
  record Fingerprint(long a, long b, long c, long d) {
    @Override
    public String toString() {
      return "Fingerprint[redacted]";
    }
  }

  Fingerprints() {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    key = new SecretKeySpec(random, ALGORITHM);
  }

  /**
   * Of one user with one password, as far as one stored hash is concerned.
   *
   * @param exists whether the hash is really the user's: in another file it may stand for nobody
   */
  Fingerprint of(StoredHash stored, BasicCredential credential, boolean exists) {
    Mac mac = mac();
    mac.update((byte) (exists ? 1 : 0));
    // Neither a stored hash nor a user can contain the colon.
    mac.update(stored.text().getBytes(StandardCharsets.US_ASCII));
    mac.update((byte) ':');
    mac.update(credential.user().getBytes(StandardCharsets.UTF_8));
    mac.update((byte) ':');
    mac.update(credential.password());
    ByteBuffer hash = ByteBuffer.wrap(mac.doFinal());
    return new Fingerprint(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong());
  }

  long of(String user) {
    return ByteBuffer.wrap(mac().doFinal(user.getBytes(StandardCharsets.UTF_8))).getLong();
  }

  private Mac mac() {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }
}
