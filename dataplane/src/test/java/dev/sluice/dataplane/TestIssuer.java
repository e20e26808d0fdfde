package dev.sluice.dataplane;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs whatever it is given, well-formed or not. */
public final class TestIssuer {
  public static final TestIssuer RSA = rsa("rsa-1", 2_048);
  public static final TestIssuer OTHER_RSA = rsa("rsa-2", 2_048);
  public static final TestIssuer EC = ec("ec-1", "secp256r1", "P-256");
  public static final TestIssuer ED = make("ed-1", "Ed25519", "EdDSA");

  private final String kid;
  private final KeyPair pair;
  private final String algorithm;
  private final String curve;

  private TestIssuer(String kid, KeyPair pair, String algorithm, String curve) {
    this.kid = kid;
    this.pair = pair;
    this.algorithm = algorithm;
    this.curve = curve;
  }

  public static TestIssuer rsa(String kid, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return new TestIssuer(kid, generator.generateKeyPair(), "RS256", "");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public static TestIssuer ec(String kid, String curve, String name) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve));
      return new TestIssuer(kid, generator.generateKeyPair(), "ES256", name);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static TestIssuer make(String kid, String kind, String algorithm) {
    try {
      return new TestIssuer(
          kid, KeyPairGenerator.getInstance(kind).generateKeyPair(), algorithm, "Ed25519");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same key by another name. */
  public TestIssuer named(String other) {
    return new TestIssuer(other, pair, algorithm, curve);
  }

  public KeyPair pair() {
    return pair;
  }

  public static long now() {
    return System.currentTimeMillis() / 1_000;
  }

  /** Of {@code https://idp.test} for {@code shop}, good for five minutes. */
  public String token() {
    return token("");
  }

  /**
   * @param more members, with a comma before them
   */
  public String token(String more) {
    return sign(
        header(),
        "{\"iss\":\"https://idp.test\",\"aud\":\"shop\",\"sub\":\"alice\",\"exp\":"
            + (now() + 300)
            + more
            + "}");
  }

  String header() {
    return "{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\",\"kid\":\"" + kid + "\"}";
  }

  public String sign(String header, String claims) {
    String signed = encode(header) + "." + encode(claims);
    return signed + "." + encode(signature(signed, algorithm));
  }

  public byte[] signature(String signed, String by) {
    try {
      Signature signer =
          Signature.getInstance(
              switch (by) {
                case "RS256" -> "SHA256withRSA";
                case "RS512" -> "SHA512withRSA";
                case "ES256" -> "SHA256withECDSAinP1363Format";
                case "ES256-DER" -> "SHA256withECDSA";
                default -> "Ed25519";
              });
      signer.initSign((PrivateKey) pair.getPrivate());
      signer.update(signed.getBytes(StandardCharsets.UTF_8));
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String hmac(byte[] secret, String header, String claims) {
    try {
      String signed = encode(header) + "." + encode(claims);
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return signed + "." + encode(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public static String encode(String text) {
    return encode(text.getBytes(StandardCharsets.UTF_8));
  }

  public static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  public static String set(TestIssuer... issuers) {
    return set(Arrays.stream(issuers).map(TestIssuer::jwk).toArray(String[]::new));
  }

  public static String set(String... keys) {
    return Stream.of(keys).collect(Collectors.joining(",", "{\"keys\":[", "]}"));
  }

  public String jwk() {
    return jwk("");
  }

  /**
   * @param more members, with a comma before them
   */
  public String jwk(String more) {
    String members =
        switch (pair.getPublic()) {
          case RSAPublicKey rsa ->
              "\"kty\":\"RSA\",\"n\":\""
                  + encode(unsigned(rsa.getModulus(), 0))
                  + "\",\"e\":\""
                  + encode(unsigned(rsa.getPublicExponent(), 0))
                  + '"';
          case ECPublicKey ec ->
              "\"kty\":\"EC\",\"crv\":\""
                  + curve
                  + "\",\"x\":\""
                  + encode(unsigned(ec.getW().getAffineX(), 32))
                  + "\",\"y\":\""
                  + encode(unsigned(ec.getW().getAffineY(), 32))
                  + '"';
          case EdECPublicKey edwards -> {
            byte[] whole = edwards.getEncoded();
            yield "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\""
                + encode(Arrays.copyOfRange(whole, whole.length - 32, whole.length))
                + '"';
          }
          default -> throw new IllegalStateException();
        };
    return "{" + members + ",\"kid\":\"" + kid + "\"" + more + "}";
  }

  private static byte[] unsigned(BigInteger number, int length) {
    byte[] bytes = number.toByteArray();
    int from = bytes[0] == 0 ? 1 : 0;
    byte[] out = Arrays.copyOfRange(bytes, from, bytes.length);
    if (out.length >= length) {
      return out;
    }
    byte[] padded = new byte[length];
    System.arraycopy(out, 0, padded, length - out.length, out.length);
    return padded;
  }
}
