package dev.sluice.dataplane.auth.jwt;

import dev.sluice.dataplane.auth.token.StrictBase64;
import dev.sluice.dataplane.auth.token.StrictJson;
import dev.sluice.dataplane.auth.token.TokenForm;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A token taken apart: JWS Compact Serialization (RFC 7515, section 7.1) and no other form. Nothing
 * of it is true yet.
 *
 * @param signed the bytes that the signature is over
 */
record TokenText(
    Map<String, @Nullable Object> header,
    Map<String, @Nullable Object> claims,
    byte[] signed,
    byte[] signature) {
  /**
   * @throws BadToken if it is none
   */
  static TokenText parse(String token) throws BadToken {
    if (token.length() > TokenForm.LONGEST) {
      throw BadToken.TOO_LONG;
    }
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    if (first < 0 || second < 0 || token.indexOf('.', second + 1) >= 0) {
      throw BadToken.MALFORMED;
    }
    return new TokenText(
        json(token, 0, first),
        json(token, first + 1, second),
        token.substring(0, second).getBytes(StandardCharsets.ISO_8859_1),
        bytes(token, second + 1, token.length()));
  }

  private static Map<String, @Nullable Object> json(String token, int start, int end)
      throws BadToken {
    Map<String, @Nullable Object> object = StrictJson.object(bytes(token, start, end));
    if (object == null) {
      throw BadToken.MALFORMED;
    }
    return object;
  }

  private static byte[] bytes(String token, int start, int end) throws BadToken {
    byte @Nullable [] bytes = StrictBase64.decode(token, start, end);
    if (bytes == null) {
      throw BadToken.MALFORMED;
    }
    return bytes;
  }

  @Override
  public String toString() {
    return "[redacted]";
  }
}
