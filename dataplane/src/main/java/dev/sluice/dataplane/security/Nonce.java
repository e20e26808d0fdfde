package dev.sluice.dataplane.security;

import java.security.SecureRandom;
import java.util.Base64;

/** Numbers that nobody guesses and that are used once: 128 bits, as CSP Level 3 asks. */
final class Nonce {
  private static final int OCTETS = 16;

  /** One for each thread, so that none waits for another. */
  private static final ThreadLocal<SecureRandom> RANDOM =
      ThreadLocal.withInitial(SecureRandom::new);

  private Nonce() {}

  /** In base64 without padding: a {@code =} could be taken for the end of an attribute. */
  static String next() {
    byte[] octets = new byte[OCTETS];
    RANDOM.get().nextBytes(octets);
    return Base64.getEncoder().withoutPadding().encodeToString(octets);
  }
}
