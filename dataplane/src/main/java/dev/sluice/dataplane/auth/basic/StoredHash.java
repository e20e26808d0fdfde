package dev.sluice.dataplane.auth.basic;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.apache.commons.codec.digest.Md5Crypt;
import org.apache.commons.codec.digest.Sha2Crypt;

/** What a password file keeps of a password. To compare may take a second of one core. */
sealed interface StoredHash {
  /** As it is written; its form was checked when the file was read. */
  String text();

  boolean matches(byte[] password);

  /**
   * @throws IllegalArgumentException if the form is not known
   */
  static StoredHash of(String text) {
    if (text.startsWith("$2")) {
      return new Bcrypt(text);
    }
    if (text.startsWith("$5$") || text.startsWith("$6$") || text.startsWith("$apr1$")) {
      return new Salted(text);
    }
    if (text.startsWith(Sha1.PREFIX)) {
      return new Sha1(text);
    }
    throw new IllegalArgumentException("a password hash has a form that is not known");
  }

  record Bcrypt(String text) implements StoredHash {
    /** More octets are not part of the key: bcrypt itself is so, and htpasswd with it. */
    private static final int KEY = 72;

    @Override
    public boolean matches(byte[] password) {
      byte[] hash = text.getBytes(StandardCharsets.US_ASCII);
      if (password.length < KEY) {
        return BCrypt.verifyer().verify(password, hash).verified;
      }
      // A key of full length has no room for the NUL that ends shorter ones.
      BCrypt.Version version = BCrypt.Version.VERSION_2Y_NO_NULL_TERMINATOR;
      byte[] asItsVersion = hash.clone();
      asItsVersion[2] = 'y';
      return BCrypt.verifyer(version, LongPasswordStrategies.none())
          .verify(Arrays.copyOf(password, KEY), asItsVersion)
          .verified;
    }

    @Override
    public String toString() {
      return "Bcrypt[redacted]";
    }
  }

  /** The MD5 of Apache, and the crypt(3) of SHA-256 and SHA-512. */
  record Salted(String text) implements StoredHash {
    @Override
    public boolean matches(byte[] password) {
      // The libraries wipe what they are given.
      byte[] copy = password.clone();
      String made =
          switch (text.charAt(1)) {
            case '5' -> Sha2Crypt.sha256Crypt(copy, text);
            case '6' -> Sha2Crypt.sha512Crypt(copy, text);
            default -> Md5Crypt.apr1Crypt(copy, text);
          };
      return isSame(made, text);
    }

    @Override
    public String toString() {
      return "Salted[redacted]";
    }
  }

  record Sha1(String text) implements StoredHash {
    private static final String PREFIX = "{SHA}";

    @Override
    public boolean matches(byte[] password) {
      try {
        byte[] digest = MessageDigest.getInstance("SHA-1").digest(password);
        return isSame(PREFIX + Base64.getEncoder().encodeToString(digest), text);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-1", e);
      }
    }

    @Override
    public String toString() {
      return "Sha1[redacted]";
    }
  }

  private static boolean isSame(String made, String stored) {
    return MessageDigest.isEqual(
        made.getBytes(StandardCharsets.US_ASCII), stored.getBytes(StandardCharsets.US_ASCII));
  }
}
