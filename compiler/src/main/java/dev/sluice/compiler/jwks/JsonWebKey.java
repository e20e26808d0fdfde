package dev.sluice.compiler.jwks;

/**
 * What must be known of a key to say what it is good for.
 *
 * @param algorithm the only one that it is for; empty: any that fits
 * @param curve of the key types EC and OKP; otherwise empty
 * @param bits of a modulus or of a secret
 */
public record JsonWebKey(String type, String curve, String algorithm, int bits) {
  static final String SECRET = "oct";

  /** Whether it is a secret that issuer and gateway share. */
  public boolean isSecret() {
    return type.equals(SECRET);
  }

  /** Whether signatures by this algorithm (RFC 7518, RFC 8037) can be verified with it. */
  public boolean fits(String wanted) {
    if (!algorithm.isEmpty() && !algorithm.equals(wanted)) {
      return false;
    }
    return switch (wanted) {
      case "RS256", "RS384", "RS512", "PS256", "PS384", "PS512" -> type.equals("RSA");
      case "ES256" -> curve.equals("P-256");
      case "ES384" -> curve.equals("P-384");
      case "ES512" -> curve.equals("P-521");
      case "EdDSA" -> curve.equals("Ed25519");
      case "HS256", "HS384", "HS512" -> isSecret() && bits >= Integer.parseInt(wanted.substring(2));
      default -> false;
    };
  }
}
