package dev.sluice.dataplane.auth.jwt.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.TestIssuer;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPrivateKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/**
 * Signatures that are almost good. The classes are those of public test vectors; each is made here,
 * with keys of this process, and beside each stands one that is good.
 */
final class SignatureCorpusTest {
  private static final byte[] SIGNED =
      "eyJhbGciOiJSUzI1NiJ9.e30".getBytes(StandardCharsets.US_ASCII);

  /** DigestInfo of SHA-256 (RFC 8017, section 9.2, note 1). */
  private static final byte[] SHA_256 = hex("3031300d060960864801650304020105000420");

  private static final BigInteger ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
  private static final BigInteger PRIME =
      new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }

  private static byte[] hash(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm).digest(SIGNED);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static VerificationKey key(TestIssuer issuer, String algorithm) throws KeySetRefused {
    return VerificationKeys.read(TestIssuer.set(issuer), false)
        .candidates(algorithm, "")
        .getFirst();
  }

  private static void none(VerificationKey key, String algorithm, Map<String, byte[]> signatures) {
    signatures.forEach(
        (name, signature) ->
            assertThat(key.verifies(algorithm, SIGNED, signature)).as(name).isFalse());
  }

  /** Each bit of it the other way round, and each length but its own. */
  private static Map<String, byte[]> changed(byte[] good) {
    Map<String, byte[]> all = new LinkedHashMap<>();
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] flipped = good.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      all.put("bit " + bit, flipped);
    }
    for (int length = 0; length < good.length; length++) {
      all.put("first " + length, Arrays.copyOf(good, length));
    }
    for (int more = 1; more < 5; more++) {
      all.put(more + " zeros behind", Arrays.copyOf(good, good.length + more));
      all.put(more + " zeros before", join(new byte[more], good));
    }
    all.put("twice", join(good, good));
    return all;
  }

  // RSA: whoever has the private key can raise any block to its power.

  private static RSAPrivateKey rsa() {
    return (RSAPrivateKey) TestIssuer.RSA.pair().getPrivate();
  }

  private static byte[] raised(byte[] block) {
    BigInteger power =
        new BigInteger(1, block).modPow(rsa().getPrivateExponent(), rsa().getModulus());
    return bytes(power, 256);
  }

  private static byte[] bytes(BigInteger number, int length) {
    byte[] written = number.toByteArray();
    byte[] out = new byte[length];
    for (int i = 0; i < Math.min(length, written.length); i++) {
      out[length - 1 - i] = written[written.length - 1 - i];
    }
    return out;
  }

  private static byte[] filled(int length, int with) {
    byte[] filled = new byte[length];
    Arrays.fill(filled, (byte) with);
    return filled;
  }

  /** EMSA-PKCS1-v1_5 (RFC 8017, section 9.2) with this behind the zero. */
  private static byte[] padded(byte[] info) {
    return join(hex("0001"), filled(256 - 3 - info.length, 0xff), hex("00"), info);
  }

  private static byte[] padded(
      String before, int ones, String between, byte[] info, byte[] behind) {
    byte[] head = join(hex(before), filled(ones, 0xff), hex(between), info, behind);
    return head.length >= 256
        ? Arrays.copyOf(head, 256)
        : join(head, filled(256 - head.length, 0xaa));
  }

  @Test
  void paddingsOfRsaThatAreNotTheOne() throws KeySetRefused {
    byte[] hash = hash("SHA-256");
    byte[] info = join(SHA_256, hash);
    VerificationKey key = key(TestIssuer.RSA, "RS256");
    assertThat(key.verifies("RS256", SIGNED, raised(padded(info)))).isTrue();
    Map<String, byte[]> blocks = new LinkedHashMap<>();
    for (int ones = 0; ones < 202; ones++) {
      // What Bleichenbacher's forgery needs: somebody who does not look at what is behind.
      blocks.put(ones + " ones, junk behind", padded("0001", ones, "00", info, new byte[0]));
    }
    for (String type : List.of("0000", "0002", "0003", "0101", "00ff", "0100", "ff01")) {
      byte[] block = padded(info);
      System.arraycopy(hex(type), 0, block, 0, 2);
      blocks.put("type " + type, block);
    }
    for (int at = 2; at < 204; at++) {
      byte[] block = padded(info);
      block[at] = at % 2 == 0 ? 0 : (byte) 0xfe;
      blocks.put("octet " + at + " of the padding", block);
    }
    for (int bit = 0; bit < SHA_256.length * 8; bit++) {
      byte[] other = info.clone();
      other[bit / 8] ^= (byte) (1 << bit % 8);
      blocks.put("bit " + bit + " of what names the hash", padded(other));
    }
    blocks.put("no zero", join(hex("0001"), filled(203, 0xff), info));
    blocks.put("no name of the hash", padded(hash));
    blocks.put("hash as a string of octets", padded(join(hex("0420"), hash)));
    blocks.put("another null", padded(join(hex("3032300e06096086480165030402010581000420"), hash)));
    blocks.put("long length", padded(join(hex("308131300d060960864801650304020105000420"), hash)));
    blocks.put(
        "longer length", padded(join(hex("30820031300d060960864801650304020105000420"), hash)));
    blocks.put(
        "open length",
        padded(join(hex("3080300d060960864801650304020105000420"), hash, hex("0000"))));
    blocks.put(
        "parameters with junk",
        padded(join(hex("3035301106096086480165030402010500deadbeef0420"), hash)));
    blocks.put("octets behind the hash", padded(join(info, hex("00"))));
    blocks.put("two hashes", padded(join(info, info)));
    blocks.put(
        "hash cut short",
        padded(join(hex("3030300d06096086480165030402010500041f"), Arrays.copyOf(hash, 31))));
    blocks.put("SHA-1", padded(join(hex("3021300906052b0e03021a05000414"), hash("SHA-1"))));
    blocks.put(
        "SHA-512", padded(join(hex("3051300d060960864801650304020305000440"), hash("SHA-512"))));
    blocks.put(
        "SHA-512 by the name of SHA-256",
        padded(join(SHA_256, Arrays.copyOf(hash("SHA-512"), 32))));
    blocks.put("MD5", padded(join(hex("3020300c06082a864886f70d020505000410"), hash("MD5"))));
    blocks.put("nothing but ones", filled(256, 0xff));
    blocks.put("zero", new byte[256]);
    blocks.put("one", bytes(BigInteger.ONE, 256));
    Map<String, byte[]> signatures = new LinkedHashMap<>();
    blocks.forEach((name, block) -> signatures.put(name, raised(block)));
    assertThat(signatures).hasSizeGreaterThan(550);
    // RFC 8017, appendix A.2.4: parameters may be missing, and that is read as if they were null.
    byte[] bare = join(hex("302f300b0609608648016503040201"), hex("0420"), hash);
    assertThat(key.verifies("RS256", SIGNED, raised(padded(bare)))).isTrue();
    none(key, "RS256", signatures);
  }

  @Test
  void signaturesOfRsaThatAreAlmostTheOne() throws KeySetRefused {
    byte[] good = raised(padded(join(SHA_256, hash("SHA-256"))));
    BigInteger value = new BigInteger(1, good);
    BigInteger modulus = rsa().getModulus();
    VerificationKey key = key(TestIssuer.RSA, "RS256");
    assertThat(key.verifies("RS256", SIGNED, good)).isTrue();
    Map<String, byte[]> signatures = changed(good);
    BigInteger more = value.add(modulus);
    signatures.put("plus the modulus", bytes(more, more.bitLength() > 2_048 ? 257 : 256));
    signatures.put("minus", bytes(modulus.subtract(value), 256));
    signatures.put("the modulus", bytes(modulus, 256));
    signatures.put("the modulus less one", bytes(modulus.subtract(BigInteger.ONE), 256));
    signatures.put("inverse", bytes(value.modInverse(modulus), 256));
    signatures.put("the block itself", padded(join(SHA_256, hash("SHA-256"))));
    signatures.put("the hash itself", bytes(new BigInteger(1, hash("SHA-256")), 256));
    none(key, "RS256", signatures);
    for (String other : List.of("RS384", "RS512", "PS256", "PS384", "PS512")) {
      assertThat(key.verifies(other, SIGNED, good)).as(other).isFalse();
    }
  }

  @Test
  void keysOfRsaThatProveNothing() throws KeySetRefused {
    String n = TestIssuer.encode(bytes(rsa().getModulus(), 256));
    String even = TestIssuer.encode(bytes(rsa().getModulus().subtract(BigInteger.ONE), 256));
    List<String> bad = new ArrayList<>();
    for (String e : List.of("AQ", "Aw", "EQ", "AQAA", "AA", "", "AQABAQABAQABAQAB")) {
      bad.add("{\"kty\":\"RSA\",\"n\":\"" + n + "\",\"e\":\"" + e + "\"}");
    }
    for (String other :
        List.of(even, n.substring(0, 128), "AQ", "", n + "=", n.replace('A', '+'))) {
      bad.add("{\"kty\":\"RSA\",\"n\":\"" + other + "\",\"e\":\"AQAB\"}");
    }
    bad.add("{\"kty\":\"RSA\",\"n\":[\"" + n + "\"],\"e\":\"AQAB\"}");
    bad.add("{\"kty\":\"RSA\",\"e\":\"AQAB\"}");
    bad.add("{\"kty\":\"rsa\",\"n\":\"" + n + "\",\"e\":\"AQAB\"}");
    for (String each : bad) {
      VerificationKeys keys =
          VerificationKeys.read(TestIssuer.set(each, TestIssuer.EC.jwk()), false);
      assertThat(keys.candidates("RS256", "")).as(each).isEmpty();
      assertThat(keys.leftOut()).as(each).isEqualTo(1);
    }
  }

  // Elliptic curves: r and s, 32 octets each (RFC 7518, section 3.4).

  private static byte[] pair(BigInteger r, BigInteger s) {
    return join(bytes(r, 32), bytes(s, 32));
  }

  @Test
  void numbersOnTheEdgesOfTheCurve() throws KeySetRefused {
    byte[] good = TestIssuer.EC.signature(new String(SIGNED, StandardCharsets.US_ASCII), "ES256");
    BigInteger r = new BigInteger(1, Arrays.copyOf(good, 32));
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(good, 32, 64));
    VerificationKey key = key(TestIssuer.EC, "ES256");
    assertThat(key.verifies("ES256", SIGNED, good)).isTrue();
    BigInteger two = BigInteger.TWO;
    List<BigInteger> edges =
        List.of(
            BigInteger.ZERO,
            BigInteger.ONE,
            two,
            ORDER.subtract(BigInteger.ONE),
            ORDER,
            ORDER.add(BigInteger.ONE),
            PRIME,
            PRIME.subtract(BigInteger.ONE),
            PRIME.subtract(ORDER),
            ORDER.shiftRight(1),
            two.pow(255),
            two.pow(256).subtract(BigInteger.ONE));
    Map<String, byte[]> signatures = changed(good);
    for (BigInteger one : edges) {
      for (BigInteger other : edges) {
        signatures.put(one + " and " + other, pair(one, other));
      }
      signatures.put("r of " + one, pair(one, s));
      signatures.put("s of " + one, pair(r, one));
    }
    signatures.put("changed over", pair(s, r));
    signatures.put("r less", pair(ORDER.subtract(r), s));
    signatures.put(
        "DER", TestIssuer.EC.signature(new String(SIGNED, StandardCharsets.US_ASCII), "ES256-DER"));
    signatures.put("33 octets each", join(new byte[1], bytes(r, 32), new byte[1], bytes(s, 32)));
    signatures.put("48 octets each", join(bytes(r, 48), bytes(s, 48)));
    assertThat(signatures).hasSizeGreaterThan(700);
    none(key, "ES256", signatures);
  }

  @Test
  void pointsThatAreNotOnTheCurve() throws KeySetRefused {
    String good = TestIssuer.EC.jwk();
    Random random = new Random(5);
    List<String> bad = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      byte[] x = new byte[32];
      byte[] y = new byte[32];
      random.nextBytes(x);
      random.nextBytes(y);
      bad.add(point("P-256", TestIssuer.encode(x), TestIssuer.encode(y)));
    }
    String zero = TestIssuer.encode(new byte[32]);
    String prime = TestIssuer.encode(bytes(PRIME, 32));
    bad.add(point("P-256", zero, zero));
    bad.add(point("P-256", prime, prime));
    bad.add(point("P-256", prime, zero));
    bad.add(point("P-256", "", ""));
    bad.add(good.replace("\"P-256\"", "\"P-384\""));
    bad.add(good.replace("\"P-256\"", "\"P-521\""));
    bad.add(good.replace("\"P-256\"", "\"secp256k1\""));
    bad.add(good.replace("\"P-256\"", "\"p-256\""));
    for (String each : bad) {
      VerificationKeys keys =
          VerificationKeys.read(TestIssuer.set(each, TestIssuer.RSA.jwk()), false);
      assertThat(keys.leftOut()).as(each).isEqualTo(1);
      assertThat(keys.candidates("ES256", "")).as(each).isEmpty();
    }
  }

  private static String point(String curve, String x, String y) {
    return "{\"kty\":\"EC\",\"crv\":\"%s\",\"x\":\"%s\",\"y\":\"%s\"}".formatted(curve, x, y);
  }

  // Ed25519: R, and S with the little end first (RFC 8032, section 5.1).

  @Test
  void signaturesOfEdwardsThatAreAlmostTheOne() throws KeySetRefused {
    byte[] good = TestIssuer.ED.signature(new String(SIGNED, StandardCharsets.US_ASCII), "EdDSA");
    VerificationKey key = key(TestIssuer.ED, "EdDSA");
    assertThat(key.verifies("EdDSA", SIGNED, good)).isTrue();
    BigInteger order =
        BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    BigInteger s = new BigInteger(1, reversed(Arrays.copyOfRange(good, 32, 64)));
    Map<String, byte[]> signatures = changed(good);
    byte[] first = Arrays.copyOf(good, 32);
    for (int times = 1; times < 8; times++) {
      BigInteger more = s.add(order.multiply(BigInteger.valueOf(times)));
      signatures.put("S and the order " + times, join(first, reversed(bytes(more, 32))));
    }
    signatures.put("no S", join(first, new byte[32]));
    signatures.put("no R", join(new byte[32], Arrays.copyOfRange(good, 32, 64)));
    signatures.put("R of one", join(reversed(bytes(BigInteger.ONE, 32)), new byte[32]));
    signatures.put("nothing", new byte[64]);
    none(key, "EdDSA", signatures);
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }

  // A shared secret.

  @Test
  void codesOfASecretThatAreAlmostTheOne() throws Exception {
    byte[] secret = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    VerificationKey key =
        VerificationKeys.read(
                TestIssuer.set("{\"kty\":\"oct\",\"k\":\"" + TestIssuer.encode(secret) + "\"}"),
                true)
            .candidates("HS256", "")
            .getFirst();
    byte[] good = mac("HmacSHA256", secret);
    assertThat(key.verifies("HS256", SIGNED, good)).isTrue();
    Map<String, byte[]> signatures = changed(good);
    signatures.put("SHA-512", mac("HmacSHA512", secret));
    signatures.put("SHA-512 cut short", Arrays.copyOf(mac("HmacSHA512", secret), 32));
    signatures.put("no key", mac("HmacSHA256", new byte[1]));
    signatures.put("a shorter secret", mac("HmacSHA256", Arrays.copyOf(secret, 31)));
    none(key, "HS256", signatures);
  }

  private static byte[] mac(String algorithm, byte[] secret) throws Exception {
    Mac mac = Mac.getInstance(algorithm);
    mac.init(new SecretKeySpec(secret, algorithm));
    return mac.doFinal(SIGNED);
  }
}
