package dev.sluice.dataplane.routing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What cookies of the gateway's own are signed with. Prints as nothing. */
public final class CookieKey {
  private static final int MIN_BYTES = 32;
  private static final int MAX_BYTES = 4_096;
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  /** A Mac is no thing to be shared, and takes longer to make than to use. */
  private final ThreadLocal<Mac> macs = ThreadLocal.withInitial(this::mac);

  private CookieKey(byte[] bytes) {
    key = new SecretKeySpec(bytes, ALGORITHM);
  }

  /** Good for this process and no other. */
  public static CookieKey random() {
    byte[] bytes = new byte[MIN_BYTES];
    new SecureRandom().nextBytes(bytes);
    return new CookieKey(bytes);
  }

  /**
   * The bytes of a file, as they are.
   *
   * @throws IOException if it cannot be read or is too short; the message names it and the cure
   */
  public static CookieKey read(Path file) throws IOException {
    byte[] bytes;
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException(file + " is larger than " + MAX_BYTES + " bytes: no key is");
      }
      bytes = Files.readAllBytes(file);
    } catch (java.nio.file.NoSuchFileException e) {
      throw new IOException(file + " is not there: name a file with 32 or more random bytes", e);
    }
    if (bytes.length < MIN_BYTES) {
      throw new IOException(
          file + " has " + bytes.length + " bytes: a key has 32 or more, and random ones");
    }
    return new CookieKey(bytes);
  }

  /**
   * A key for something else, from which this one cannot be told: 32 bytes, the same wherever this
   * key is the same.
   */
  public byte[] derive(String purpose) {
    return sign(("key for " + purpose).getBytes(StandardCharsets.UTF_8));
  }

  byte[] sign(byte[] message) {
    return macs.get().doFinal(message);
  }

  private Mac mac() {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
    }
  }

  @Override
  public String toString() {
    return "[redacted]";
  }
}
