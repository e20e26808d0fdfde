package dev.sluice.dataplane.auth.oidc;

import dev.sluice.dataplane.auth.token.StrictBase64;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Texts that only this data plane and its replicas can write and read (AES-256-GCM, NIST SP
 * 800-38D). Each is under a key of its own, made of the secret and 24 random bytes: replicas that
 * share a secret need not count how often it was used. Bound to what they are for, so that none
 * passes for another kind, of another provider, or of another data plane.
 */
final class Seal {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final int SALT_BYTES = 24;
  private static final int TAG_BITS = 128;

  /** Never used twice with one key, for each key is used once. */
  private static final byte[] NONCE = new byte[12];

  private final List<byte[]> secrets;
  private final byte[] purpose;
  private final SecureRandom random;

  /**
   * @param secrets each 32 bytes; the first writes, all read; none: they were taken away
   */
  Seal(List<byte[]> secrets, String purpose, SecureRandom random) {
    this.secrets = List.copyOf(secrets);
    this.purpose = purpose.getBytes(StandardCharsets.UTF_8);
    this.random = random;
  }

  /** The same with other secrets. */
  Seal with(List<byte[]> others) {
    return new Seal(others, new String(purpose, StandardCharsets.UTF_8), random);
  }

  /** Whether there is a secret to write with. */
  boolean canClose() {
    return !secrets.isEmpty();
  }

  String close(byte[] plain) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, secrets.getFirst(), salt).doFinal(plain);
      byte[] all = Arrays.copyOf(salt, SALT_BYTES + sealed.length);
      System.arraycopy(sealed, 0, all, SALT_BYTES, sealed.length);
      return BASE64.encodeToString(all);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-GCM and HMAC-SHA256", e);
    }
  }

  /** Null if it is none of ours. */
  byte @Nullable [] open(String text) {
    byte @Nullable [] all = StrictBase64.decode(text, 0, text.length());
    if (all == null || all.length < SALT_BYTES + TAG_BITS / 8) {
      return null;
    }
    byte[] salt = Arrays.copyOf(all, SALT_BYTES);
    for (byte[] secret : secrets) {
      try {
        return cipher(Cipher.DECRYPT_MODE, secret, salt)
            .doFinal(all, SALT_BYTES, all.length - SALT_BYTES);
      } catch (GeneralSecurityException e) {
        // Another may fit.
      }
    }
    return null;
  }

  private Cipher cipher(int mode, byte[] secret, byte[] salt) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret, "HmacSHA256"));
    mac.update(purpose);
    mac.update((byte) 0);
    SecretKeySpec key = new SecretKeySpec(mac.doFinal(salt), "AES");
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, NONCE));
    cipher.updateAAD(purpose);
    return cipher;
  }

  @Override
  public String toString() {
    return "[redacted]";
  }
}
