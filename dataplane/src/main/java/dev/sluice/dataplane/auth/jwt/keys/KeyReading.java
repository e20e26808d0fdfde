package dev.sluice.dataplane.auth.jwt.keys;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import dev.sluice.dataplane.auth.token.StrictBase64;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One key of a JWK Set (RFC 7517). One that is not for signatures, weak, broken or of a kind that
 * is not known is none: an issuer may publish keys for others.
 */
final class KeyReading {
  private static final int LEAST_RSA_BITS = 2_048;
  private static final int MOST_RSA_BITS = 8_192;

  /** Longer ones take longer than an I/O thread has. */
  private static final int QUICK_RSA_BITS = 4_096;

  private static final BigInteger LEAST_EXPONENT = BigInteger.valueOf(65_537);
  private static final int LEAST_SECRET = 32;
  private static final Set<String> RSA =
      Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512");

  private final Map<?, ?> key;

  private KeyReading(Map<?, ?> key) {
    this.key = key;
  }

  static Optional<VerificationKey> read(Map<?, ?> key) {
    KeyReading reading = new KeyReading(key);
    try {
      return reading.isForSignatures() ? reading.read() : Optional.empty();
    } catch (GeneralSecurityException
        | JOSEException
        | IllegalArgumentException
        | IllegalStateException e) {
      // The last is how the library tells of a point that is not on its curve.
      return Optional.empty();
    }
  }

  /** RFC 7517, sections 4.2 and 4.3. */
  private boolean isForSignatures() {
    return (!key.containsKey("use") || text("use").equals("sig"))
        && (!key.containsKey("key_ops")
            || key.get("key_ops") instanceof Collection<?> operations
                && operations.contains("verify"));
  }

  private Optional<VerificationKey> read() throws GeneralSecurityException, JOSEException {
    return switch (text("kty")) {
      case "RSA" -> rsa();
      case "EC" -> ellipticCurve();
      case "OKP" -> edwards();
      case "oct" -> secret();
      default -> Optional.empty();
    };
  }

  private Optional<VerificationKey> rsa() throws GeneralSecurityException {
    BigInteger modulus = number("n");
    BigInteger exponent = number("e");
    int bits = modulus.bitLength();
    if (bits < LEAST_RSA_BITS
        || bits > MOST_RSA_BITS
        || !modulus.testBit(0)
        || exponent.compareTo(LEAST_EXPONENT) < 0
        || !exponent.testBit(0)
        || exponent.bitLength() > 64) {
      return Optional.empty();
    }
    RSAPublicKey made =
        (RSAPublicKey)
            KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
    return key(
        Map.of("n", modulus, "e", exponent),
        new SignatureCheck.OfLibrary(new RSASSAVerifier(made), RSA, bits > QUICK_RSA_BITS));
  }

  private Optional<VerificationKey> ellipticCurve() throws JOSEException {
    Curve curve = Curve.parse(text("crv"));
    String algorithm =
        curve.equals(Curve.P_256)
            ? "ES256"
            : curve.equals(Curve.P_384) ? "ES384" : curve.equals(Curve.P_521) ? "ES512" : "";
    if (algorithm.isEmpty()) {
      return Optional.empty();
    }
    BigInteger x = number("x");
    BigInteger y = number("y");
    // The builder refuses points that are not on the curve.
    ECKey made =
        new ECKey.Builder(curve, Base64URL.encode(bytes("x")), Base64URL.encode(bytes("y")))
            .build();
    return key(
        Map.of("crv", curve.getName(), "x", x, "y", y),
        new SignatureCheck.OfLibrary(new ECDSAVerifier(made), Set.of(algorithm), true));
  }

  /** RFC 8032, section 5.1.2: little end first, the sign of x in the last bit. */
  private Optional<VerificationKey> edwards() throws GeneralSecurityException {
    byte[] little = bytes("x");
    if (!text("crv").equals("Ed25519") || little.length != 32) {
      return Optional.empty();
    }
    byte[] big = new byte[32];
    for (int i = 0; i < 32; i++) {
      big[i] = little[31 - i];
    }
    boolean odd = (big[0] & 0x80) != 0;
    big[0] &= 0x7f;
    BigInteger y = new BigInteger(1, big);
    return key(
        Map.of("crv", "Ed25519", "y", y, "odd", odd),
        new SignatureCheck.OfEdwards(
            KeyFactory.getInstance("Ed25519")
                .generatePublic(
                    new EdECPublicKeySpec(NamedParameterSpec.ED25519, new EdECPoint(odd, y)))));
  }

  private Optional<VerificationKey> secret() throws JOSEException {
    byte[] secret = bytes("k");
    if (secret.length < LEAST_SECRET) {
      return Optional.empty();
    }
    Set<String> algorithms = new LinkedHashSet<>();
    for (int bits : new int[] {256, 384, 512}) {
      if (secret.length * 8 >= bits) {
        algorithms.add("HS" + bits);
      }
    }
    return key(
        Map.of("k", new BigInteger(1, secret), "length", secret.length),
        new SignatureCheck.OfLibrary(new MACVerifier(secret), algorithms, false));
  }

  private Optional<VerificationKey> key(Map<String, Object> members, SignatureCheck check) {
    Map<String, Object> all = new java.util.HashMap<>(members);
    all.put("kid", text("kid"));
    all.put("alg", text("alg"));
    return Optional.of(new VerificationKey(text("kid"), all, text("alg"), check));
  }

  private String text(String member) {
    return key.get(member) instanceof String text ? text : "";
  }

  private BigInteger number(String member) {
    return new BigInteger(1, bytes(member));
  }

  private byte[] bytes(String member) {
    String text = text(member);
    byte @Nullable [] bytes = StrictBase64.decode(text, 0, text.length());
    if (bytes == null || bytes.length == 0) {
      throw new IllegalArgumentException(member);
    }
    return bytes;
  }
}
