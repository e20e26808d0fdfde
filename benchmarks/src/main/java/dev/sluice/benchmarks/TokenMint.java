package dev.sluice.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * An issuer of tokens for benchmarks, in a process of its own. Reads lines and answers each with
 * {@code ok}:
 *
 * <ul>
 *   <li>{@code key NAME RS256|ES256 DIRECTORY}: makes a key, and writes the public half of it to
 *       {@code NAME.pem} and {@code NAME.jwk}
 *   <li>{@code tokens KEY COUNT FILE}: so many tokens, one a line, none like another
 *   <li>{@code strangers COUNT FILE}: tokens that each name a key of their own, which nobody has
 * </ul>
 *
 * Ends with its input.
 */
public final class TokenMint {
  static final String ISSUER = "https://idp.bench";
  static final String AUDIENCE = "shop";
  private static final int RSA_BITS = 2_048;
  private static final int RSA_BYTES = RSA_BITS / 8;
  private static final int COORDINATE_BYTES = 32;
  private static final int HOURS = 6;

  /** Claims of a token with a signature of RSA fill it up to about 660 bytes. */
  private static final String ID = "3f6c1e0a-55c2-4f0e-9d0b-";

  private final Map<String, Key> keys = new HashMap<>();
  private int minted;

  private TokenMint() {}

  private record Key(String name, String algorithm, KeyPair pair) {}

  public static void main(String[] arguments) throws Exception {
    TokenMint mint = new TokenMint();
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      String[] words = line.split(" ", -1);
      switch (words[0]) {
        case "key" -> mint.key(words[1], words[2], Path.of(words[3]));
        case "tokens" ->
            mint.tokens(
                Objects.requireNonNull(mint.keys.get(words[1])),
                Integer.parseInt(words[2]),
                Path.of(words[3]));
        case "strangers" -> mint.strangers(Integer.parseInt(words[1]), Path.of(words[2]));
        default -> throw new IOException("unknown command " + line);
      }
      System.out.println("ok");
    }
  }

  private void key(String name, String algorithm, Path directory)
      throws GeneralSecurityException, IOException {
    KeyPairGenerator generator =
        KeyPairGenerator.getInstance(algorithm.equals("ES256") ? "EC" : "RSA");
    if (algorithm.equals("ES256")) {
      generator.initialize(new ECGenParameterSpec("secp256r1"));
    } else {
      generator.initialize(RSA_BITS);
    }
    KeyPair pair = generator.generateKeyPair();
    keys.put(name, new Key(name, algorithm, pair));
    String members =
        switch (pair.getPublic()) {
          case RSAPublicKey rsa ->
              "\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"AQAB\""
                  .formatted(number(rsa.getModulus(), RSA_BYTES));
          case ECPublicKey ec ->
              "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%s\",\"y\":\"%s\""
                  .formatted(
                      number(ec.getW().getAffineX(), COORDINATE_BYTES),
                      number(ec.getW().getAffineY(), COORDINATE_BYTES));
          default -> throw new IllegalStateException(algorithm);
        };
    Files.writeString(
        directory.resolve(name + ".jwk"),
        "{%s,\"kid\":\"%s\",\"alg\":\"%s\",\"use\":\"sig\"}".formatted(members, name, algorithm));
    Files.writeString(
        directory.resolve(name + ".pem"),
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(pair.getPublic().getEncoded())
            + "\n-----END PUBLIC KEY-----\n");
  }

  private static String number(BigInteger number, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[length - 1 - i] = number.shiftRight(8 * i).byteValue();
    }
    return encode(bytes);
  }

  private void tokens(Key key, int count, Path file) throws IOException {
    int first = minted;
    minted += count;
    List<String> tokens =
        IntStream.range(first, first + count).parallel().mapToObj(i -> token(key, i)).toList();
    Files.write(file, tokens);
  }

  private void strangers(int count, Path file) throws IOException {
    int first = minted;
    minted += count;
    String signature = encode(new byte[RSA_BYTES]);
    Files.write(
        file,
        IntStream.range(first, first + count)
            .mapToObj(i -> head("RS256", "stranger-" + i) + "." + claims(i) + "." + signature)
            .toList());
  }

  private static String token(Key key, int number) {
    String signed = head(key.algorithm(), key.name()) + "." + claims(number);
    try {
      Signature signature =
          Signature.getInstance(
              key.algorithm().equals("ES256") ? "SHA256withECDSAinP1363Format" : "SHA256withRSA");
      signature.initSign(key.pair().getPrivate());
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + encode(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String head(String algorithm, String key) {
    return encode("{\"alg\":\"%s\",\"typ\":\"JWT\",\"kid\":\"%s\"}".formatted(algorithm, key));
  }

  private static String claims(int number) {
    long now = System.currentTimeMillis() / 1_000;
    return encode(
        ("{\"iss\":\"%s\",\"aud\":\"%s\",\"sub\":\"user-%07d\",\"tenant\":\"acme\","
                + "\"roles\":[\"editor\"],\"scope\":\"orders\",\"iat\":%d,\"exp\":%d,"
                + "\"jti\":\"%s%07d\"}")
            .formatted(ISSUER, AUDIENCE, number, now, now + HOURS * 3_600L, ID, number));
  }

  private static String encode(String text) {
    return encode(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
