package dev.sluice.compiler.jwks;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.Base64;
import java.util.List;

/** One key of a set: whether it is whole, public and strong. */
final class KeyReading {
  private static final int RSA_BITS = 2_048;
  private static final int MOST_RSA_BITS = 8_192;
  private static final BigInteger EXPONENT = BigInteger.valueOf(65_537);
  private static final int SECRET_BITS = 256;

  /** Of RSA, EC and OKP (RFC 7518 section 6, RFC 8037). */
  private static final List<String> PRIVATE =
      List.of("d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv");

  private final JsonNode key;
  private final String place;

  private KeyReading(JsonNode key, String place) {
    this.key = key;
    this.place = place;
  }

  static JsonWebKey read(JsonNode key, String place) throws UnusableKeys {
    return new KeyReading(key, place).read();
  }

  private JsonWebKey read() throws UnusableKeys {
    String type = key.path("kty").asText();
    String algorithm = key.path("alg").asText();
    if (type.equals(JsonWebKey.SECRET)) {
      int bits = bytes("k").length * 8;
      if (bits < SECRET_BITS) {
        throw fault(
            "is a secret of " + bits / 8 + " bytes, which can be guessed; give at least 32");
      }
      return new JsonWebKey(type, "", algorithm, bits);
    }
    for (String member : PRIVATE) {
      if (key.has(member)) {
        throw fault(
            "has the private part "
                + member
                + ", which belongs to the issuer alone; give the public key, and replace this one,"
                + " for others may have seen it");
      }
    }
    return switch (type) {
      case "RSA" -> rsa(algorithm);
      case "EC" -> ellipticCurve(algorithm);
      case "OKP" -> new JsonWebKey(type, edwards(), algorithm, 0);
      case "" -> throw fault("has no kty; give a key as RFC 7517 says");
      default -> throw fault("is of a kty that is not known; give RSA, EC, OKP or oct");
    };
  }

  private JsonWebKey rsa(String algorithm) throws UnusableKeys {
    BigInteger modulus = new BigInteger(1, bytes("n"));
    BigInteger exponent = new BigInteger(1, bytes("e"));
    int bits = modulus.bitLength();
    if (bits < RSA_BITS || bits > MOST_RSA_BITS) {
      throw fault(
          "is an RSA key of "
              + bits
              + " bits; give one of "
              + RSA_BITS
              + " to "
              + MOST_RSA_BITS
              + " bits");
    }
    if (exponent.compareTo(EXPONENT) < 0
        || !exponent.testBit(0)
        || !modulus.testBit(0)
        || exponent.bitLength() > 64) {
      throw fault("is an RSA key with a weak exponent; give one with the exponent 65537");
    }
    return new JsonWebKey("RSA", "", algorithm, bits);
  }

  private JsonWebKey ellipticCurve(String algorithm) throws UnusableKeys {
    String curve = key.path("crv").asText();
    BigInteger x = new BigInteger(1, bytes("x"));
    BigInteger y = new BigInteger(1, bytes("y"));
    if (!EllipticCurves.isKnown(curve)) {
      throw fault("is on a curve that is not known; give P-256, P-384 or P-521");
    }
    if (!EllipticCurves.isOn(curve, x, y)) {
      throw fault("is no point of its curve; export the key again");
    }
    return new JsonWebKey("EC", curve, algorithm, 0);
  }

  private String edwards() throws UnusableKeys {
    String curve = key.path("crv").asText();
    if (!curve.equals("Ed25519")) {
      throw fault("is on a curve that is not known; give Ed25519");
    }
    if (bytes("x").length != 32) {
      throw fault("is no Ed25519 key, which has 32 bytes; export the key again");
    }
    return curve;
  }

  private byte[] bytes(String member) throws UnusableKeys {
    JsonNode value = key.path(member);
    try {
      byte[] bytes =
          value.isTextual() ? Base64.getUrlDecoder().decode(value.textValue()) : new byte[0];
      if (bytes.length > 0) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // Its message quotes what it read.
    }
    throw fault("has no " + member + " in base64url; export the key again");
  }

  private UnusableKeys fault(String message) {
    return new UnusableKeys("has " + place + " that " + message);
  }
}
