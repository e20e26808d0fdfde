package dev.sluice.dataplane.auth.basic;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * What stands behind {@code Basic} in a request.
 *
 * @param password octets as they were sent: hashes are made of those
 */
record BasicCredential(String user, byte[] password) {
  /** Far beyond any password; the older hashes cost more than linearly in its length. */
  private static final int LONGEST = 1_024;

  /** Empty if it is malformed: no Base64, no UTF-8, no colon, or control characters (RFC 7617). */
  static Optional<BasicCredential> parse(String written) {
    String encoded = written.strip();
    if (encoded.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      byte[] pair = Base64.getDecoder().decode(encoded);
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(pair)).toString();
      int colon = text.indexOf(':');
      if (colon < 0 || text.chars().anyMatch(Character::isISOControl)) {
        return Optional.empty();
      }
      String user = text.substring(0, colon);
      int password = user.getBytes(StandardCharsets.UTF_8).length + 1;
      return Optional.of(
          new BasicCredential(user, Arrays.copyOfRange(pair, password, pair.length)));
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return "BasicCredential[redacted]";
  }
}
