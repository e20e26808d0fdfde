package dev.sluice.dataplane.auth.jwt;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the header of a token says of its signature (RFC 7515, section 4).
 *
 * @param key its {@code kid}; empty: it names none
 */
record TokenHeader(String algorithm, String key) {
  private static final String APPLICATION = "application/";

  /**
   * Extensions (RFC 7515 section 4.1.11, RFC 7797), encryption (RFC 7516) and compression: none is
   * understood here, so none may be passed over.
   */
  private static final Set<String> UNSUPPORTED = Set.of("crit", "b64", "enc", "zip");

  /**
   * Where else the key could be, {@code jku}, {@code x5u} and {@code x5c}, is nobody's business:
   * issuers do write it, and it is never looked at. Only a key that the token brings along has no
   * honest use.
   *
   * @param type in lower case; empty: not asked
   */
  static TokenHeader judge(
      Map<String, @Nullable Object> header, Set<String> algorithms, String type) throws BadToken {
    if (!(header.get("alg") instanceof String algorithm) || !algorithms.contains(algorithm)) {
      throw BadToken.ALGORITHM;
    }
    for (String name : UNSUPPORTED) {
      if (header.containsKey(name)) {
        throw BadToken.EXTENSION;
      }
    }
    if (header.containsKey("jwk")) {
      throw BadToken.EMBEDDED_KEY;
    }
    if (!type.isEmpty() && !type.equals(type(header.get("typ")))) {
      throw BadToken.TYPE;
    }
    Object key = header.getOrDefault("kid", "");
    if (!(key instanceof String id)) {
      throw BadToken.MALFORMED;
    }
    return new TokenHeader(algorithm, id);
  }

  private static String type(@Nullable Object written) {
    String type = written instanceof String text ? text.toLowerCase(Locale.ROOT) : "";
    return type.startsWith(APPLICATION) ? type.substring(APPLICATION.length()) : type;
  }
}
