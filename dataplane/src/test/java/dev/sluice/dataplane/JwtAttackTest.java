package dev.sluice.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What docs/hardening.md expects of tokens, HJ1 to HJ33, on one connection: none of these passes,
 * has anything fetched, or ends the connection for what comes after it.
 */
final class JwtAttackTest {
  private static final TestIssuer RSA = TestIssuer.RSA;
  private static final TestIssuer EC = TestIssuer.EC;

  private static ScriptedBackend backend;

  /** Where tokens want keys to be fetched. */
  private static ScriptedBackend attacker;

  private static GatewayFixture gateway;

  @SuppressWarnings("NullAway.Init") // JUnit calls start() first.
  JwtAttackTest() {}

  @BeforeAll
  static void start() {
    backend = ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    attacker = ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    gateway =
        GatewayFixture.serving(
            JwtConfig.of(
                new Config().backend("b", backend.endpoint()),
                JwtConfig.of(RSA, EC, TestIssuer.ED).required("sub")));
  }

  @AfterAll
  static void stop() {
    gateway.close();
    backend.close();
    attacker.close();
  }

  private static String claims(String more) {
    return "{\"iss\":\"https://idp.test\",\"aud\":\"shop\",\"sub\":\"alice\",\"exp\":"
        + (TestIssuer.now() + 300)
        + more
        + "}";
  }

  private static String claimsWith(String exp) {
    return "{\"iss\":\"https://idp.test\",\"aud\":\"shop\",\"sub\":\"alice\",\"exp\":" + exp + "}";
  }

  private static String header(String more) {
    return "{\"alg\":\"RS256\",\"kid\":\"rsa-1\"" + more + "}";
  }

  private static String request(String... fields) {
    return GatewayFixture.request("GET", "/", fields);
  }

  /** Each is refused, the backend hears of none, and a good token passes on the same connection. */
  private static void refused(Map<String, String> tokens) {
    int before = backend.requests().size();
    Wire client = gateway.client();
    try {
      for (Map.Entry<String, String> each : tokens.entrySet()) {
        Wire.Message answer =
            client.send(request("Authorization: Bearer " + each.getValue())).response();
        assertThat(answer.status()).as(each.getKey()).isEqualTo(401);
        assertThat(answer.all("WWW-Authenticate"))
            .as(each.getKey())
            .containsExactly("Bearer realm=\"gateway\", error=\"invalid_token\"");
      }
      assertThat(backend.requests()).hasSize(before);
      assertThat(client.send(request("Authorization: Bearer " + RSA.token())).response().status())
          .isEqualTo(200);
      assertThat(attacker.accepted()).isZero();
    } finally {
      client.close();
    }
  }

  @Test
  void noAlgorithmAndAlgorithmsThatAreNotAllowed() {
    Map<String, String> tokens = new LinkedHashMap<>();
    for (String none : List.of("none", "None", "NONE", "nOnE", "", "RS384", "HS256", "rs256")) {
      String head = "{\"alg\":\"" + none + "\",\"kid\":\"rsa-1\"}";
      tokens.put(none, RSA.sign(head, claims("")));
      tokens.put(
          none + " unsigned", TestIssuer.encode(head) + "." + TestIssuer.encode(claims("")) + ".");
    }
    tokens.put("no alg", RSA.sign("{\"kid\":\"rsa-1\"}", claims("")));
    tokens.put("alg is a list", RSA.sign("{\"alg\":[\"RS256\"],\"kid\":\"rsa-1\"}", claims("")));
    refused(tokens);
  }

  @Test
  void thePublicKeyIsNoSecret() {
    RSAPublicKey key = (RSAPublicKey) RSA.pair().getPublic();
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(key.getEncoded())
            + "\n-----END PUBLIC KEY-----";
    Map<String, String> tokens = new LinkedHashMap<>();
    String head = "{\"alg\":\"HS256\",\"kid\":\"rsa-1\"}";
    tokens.put("DER", TestIssuer.hmac(key.getEncoded(), head, claims("")));
    tokens.put("modulus", TestIssuer.hmac(key.getModulus().toByteArray(), head, claims("")));
    for (String text : List.of(pem, pem + "\n", RSA.jwk(), RSA.jwk() + "\n")) {
      tokens.put(text, TestIssuer.hmac(text.getBytes(StandardCharsets.UTF_8), head, claims("")));
    }
    refused(tokens);
  }

  @Test
  void keysThatTheTokenBringsOrPointsToAreNotUsed() {
    TestIssuer mallory = TestIssuer.OTHER_RSA.named("rsa-1");
    String url = "http://127.0.0.1:" + attacker.port() + "/jwks.json";
    Map<String, String> tokens = new LinkedHashMap<>();
    tokens.put("jwk", mallory.sign(header(",\"jwk\":" + mallory.jwk()), claims("")));
    tokens.put("jku", mallory.sign(header(",\"jku\":\"" + url + "\""), claims("")));
    tokens.put("x5u", mallory.sign(header(",\"x5u\":\"" + url + "\""), claims("")));
    tokens.put("x5c", mallory.sign(header(",\"x5c\":[\"MIIB\"]"), claims("")));
    tokens.put(
        "all, and another kid",
        mallory.sign(
            "{\"alg\":\"RS256\",\"kid\":\"" + url + "\",\"jku\":\"" + url + "\"}", claims("")));
    tokens.put("jwk, well signed", RSA.sign(header(",\"jwk\":" + RSA.jwk()), claims("")));
    refused(tokens);
  }

  @Test
  void namesOfKeysAreNames() {
    Map<String, String> tokens = new LinkedHashMap<>();
    for (String kid :
        List.of(
            "../../dev/null",
            "' OR 1=1",
            "\\u0000",
            "k".repeat(9_000),
            "\\u202e\\r\\nforged: 1",
            "ec-1",
            "RSA-1")) {
      tokens.put(kid, RSA.sign("{\"alg\":\"RS256\",\"kid\":\"" + kid + "\"}", claims("")));
    }
    tokens.put("a number", RSA.sign("{\"alg\":\"RS256\",\"kid\":1}", claims("")));
    refused(tokens);
  }

  @Test
  void aTokenThatNamesNoKeyIsTriedWithThoseThatFit() {
    String token = RSA.sign("{\"alg\":\"RS256\"}", claims(""));
    assertThat(gateway.exchange(request("Authorization: Bearer " + token)).status()).isEqualTo(200);
    refused(Map.of("other", TestIssuer.OTHER_RSA.sign("{\"alg\":\"RS256\"}", claims(""))));
  }

  @Test
  void signaturesOfNothingAndOfOtherForms() {
    String signed = TestIssuer.encode(EC.header()) + "." + TestIssuer.encode(claims(""));
    BigInteger order =
        new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
    byte[] n = java.util.Arrays.copyOfRange(order.toByteArray(), 1, 33);
    byte[] nn = new byte[64];
    System.arraycopy(n, 0, nn, 0, 32);
    System.arraycopy(n, 0, nn, 32, 32);
    byte[] good = EC.signature(signed, "ES256");
    Map<String, String> tokens = new LinkedHashMap<>();
    tokens.put("zeros", signed + "." + TestIssuer.encode(new byte[64]));
    tokens.put("order", signed + "." + TestIssuer.encode(nn));
    tokens.put("DER", signed + "." + TestIssuer.encode(EC.signature(signed, "ES256-DER")));
    tokens.put("short", signed + "." + TestIssuer.encode(java.util.Arrays.copyOf(good, 63)));
    tokens.put("long", signed + "." + TestIssuer.encode(java.util.Arrays.copyOf(good, 65)));
    tokens.put("none", signed + ".");
    tokens.put(
        "Ed25519 zeros",
        TestIssuer.encode(TestIssuer.ED.header())
            + "."
            + TestIssuer.encode(claims(""))
            + "."
            + TestIssuer.encode(new byte[64]));
    String rsa = TestIssuer.encode(RSA.header()) + "." + TestIssuer.encode(claims(""));
    tokens.put("RSA zeros", rsa + "." + TestIssuer.encode(new byte[256]));
    tokens.put("RSA one", rsa + "." + TestIssuer.encode(new byte[] {1}));
    tokens.put("RSA by another hash", rsa + "." + TestIssuer.encode(RSA.signature(rsa, "RS512")));
    refused(tokens);
  }

  @Test
  void extensionsEncryptionAndOtherSerialisations() {
    String good = RSA.token();
    String[] parts = good.split("\\.");
    Map<String, String> tokens = new LinkedHashMap<>();
    tokens.put("b64", RSA.sign(header(",\"crit\":[\"b64\"],\"b64\":false"), claims("")));
    tokens.put("b64 alone", RSA.sign(header(",\"b64\":true"), claims("")));
    tokens.put("crit unknown", RSA.sign(header(",\"crit\":[\"x\"],\"x\":1"), claims("")));
    tokens.put("crit empty", RSA.sign(header(",\"crit\":[]"), claims("")));
    tokens.put("zip", RSA.sign(header(",\"zip\":\"DEF\""), claims("")));
    tokens.put("enc", RSA.sign(header(",\"enc\":\"A128GCM\""), claims("")));
    tokens.put("JWE", good + ".AAAA.AAAA");
    tokens.put("4 parts", good + ".AAAA");
    tokens.put("dot behind", good + ".");
    tokens.put("dot before", "." + good);
    tokens.put("2 parts", parts[0] + "." + parts[1]);
    tokens.put("1 part", parts[0]);
    tokens.put("dots", "..");
    tokens.put("nothing", "");
    tokens.put("nested", RSA.sign(header(",\"cty\":\"JWT\""), good));
    tokens.put(
        "JSON",
        "{\"payload\":\""
            + parts[1]
            + "\",\"protected\":\""
            + parts[0]
            + "\",\"signature\":\""
            + parts[2]
            + "\"}");
    refused(tokens);
  }

  @Test
  void otherWritingsOfAGoodToken() {
    String good = RSA.token();
    String[] parts = good.split("\\.");
    Map<String, String> tokens = new LinkedHashMap<>();
    for (String padding : List.of("=", "==", "%3D", "\t", "+", "/", " x")) {
      tokens.put("header" + padding, parts[0] + padding + "." + parts[1] + "." + parts[2]);
      tokens.put("claims" + padding, parts[0] + "." + parts[1] + padding + "." + parts[2]);
      // White space behind a value belongs to nobody.
      tokens.put("signature" + padding, good + padding + "x".repeat(padding.isBlank() ? 1 : 0));
    }
    char last = good.charAt(good.length() - 1);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for (int i = 1; i < 16; i++) {
      // 256 bytes end with four bits that belong to nothing.
      char other = alphabet.charAt(alphabet.indexOf(last) ^ i);
      tokens.put("bits " + i, good.substring(0, good.length() - 1) + other);
    }
    tokens.put("quoted", "\"" + good + "\"");
    refused(tokens);
  }

  @Test
  void membersTwiceJunkBehindAndDepth() {
    Map<String, String> tokens = new LinkedHashMap<>();
    tokens.put("alg twice", RSA.sign("{\"alg\":\"none\",\"alg\":\"RS256\"}", claims("")));
    tokens.put("sub twice", RSA.sign(header(""), claims(",\"sub\":\"admin\"")));
    tokens.put("sub escaped", RSA.sign(header(""), claims(",\"\\u0073ub\":\"admin\"")));
    tokens.put("junk", RSA.sign(header(""), claims("") + "{}"));
    tokens.put("comment", RSA.sign(header(""), claims("/**/")));
    tokens.put("list", RSA.sign(header(""), "[" + claims("") + "]"));
    tokens.put("BOM", RSA.sign(header(""), "\ufeff" + claims("")));
    tokens.put("deep", RSA.sign(header(""), claims(",\"a\":" + "[".repeat(500) + "]".repeat(500))));
    tokens.put("NaN", RSA.sign(header(""), claims(",\"a\":NaN")));
    tokens.put("long", RSA.token(",\"a\":\"" + "x".repeat(14_000) + "\""));
    refused(tokens);
  }

  @Test
  void timesOfEveryKind() {
    long now = TestIssuer.now();
    Map<String, String> tokens = new LinkedHashMap<>();
    for (String exp :
        List.of(
            "\"" + (now + 300) + "\"",
            "1e400",
            "-1",
            "9223372036854775808",
            "18446744073709551616" + "0".repeat(40),
            "null",
            "true",
            "[" + (now + 300) + "]",
            "{}",
            "" + (now - 40),
            "0")) {
      tokens.put("exp " + exp, RSA.sign(header(""), claimsWith(exp)));
    }
    tokens.put(
        "no exp",
        RSA.sign(header(""), "{\"iss\":\"https://idp.test\",\"aud\":\"shop\",\"sub\":\"a\"}"));
    tokens.put("nbf", RSA.token(",\"nbf\":" + (now + 90)));
    tokens.put("nbf text", RSA.token(",\"nbf\":\"0\""));
    tokens.put("iat", RSA.token(",\"iat\":" + (now + 90)));
    tokens.put("iat null", RSA.token(",\"iat\":null"));
    refused(tokens);
    for (String token :
        List.of(
            RSA.sign(header(""), claimsWith("" + (now - 10))),
            RSA.sign(header(""), claimsWith((now + 100) + ".5")),
            RSA.token(",\"nbf\":" + (now + 10) + ",\"iat\":" + (now + 10)))) {
      assertThat(gateway.exchange(request("Authorization: Bearer " + token)).status())
          .isEqualTo(200);
    }
  }

  @Test
  void otherIssuersAudiencesAndMissingClaims() {
    Map<String, String> tokens = new LinkedHashMap<>();
    for (String iss :
        List.of("https://idp.test/", "https://IDP.test", "https://idp.tes", "http://idp.test")) {
      tokens.put(iss, RSA.sign(header(""), claims("").replace("https://idp.test", iss)));
    }
    tokens.put("iss list", RSA.sign(header(""), claims("").replace("\"https://idp.test\"", "[]")));
    for (String aud :
        List.of("\"Shop\"", "\"sho\"", "\"shop \"", "[]", "[\"bank\"]", "null", "{}", "[1]")) {
      tokens.put("aud " + aud, RSA.sign(header(""), claims("").replace("\"shop\"", aud)));
    }
    for (String sub : List.of("\"\"", "null", "[]")) {
      tokens.put("sub " + sub, RSA.sign(header(""), claims("").replace("\"alice\"", sub)));
    }
    tokens.put("no aud", RSA.sign(header(""), claims("").replace("\"aud\":\"shop\",", "")));
    refused(tokens);
    String several = RSA.sign(header(""), claims("").replace("\"shop\"", "[\"bank\",\"shop\"]"));
    assertThat(gateway.exchange(request("Authorization: Bearer " + several)).status())
        .isEqualTo(200);
  }

  @Test
  void twoHeadersAndOtherSpacesAreRefusedAndCaseIsNot() {
    String good = RSA.token();
    try (Wire client = gateway.client()) {
      for (String[] fields :
          List.of(
              new String[] {"Authorization: Bearer " + good, "Authorization: Bearer " + good},
              new String[] {"Authorization: Basic YTpi", "Authorization: Bearer " + good},
              new String[] {"Authorization: Bearer\t" + good},
              new String[] {"Authorization: Bearer " + good + ", Bearer " + good},
              new String[] {"Authorization: Bearer"},
              new String[] {"Authorization: Bearer" + good},
              new String[] {"Authorization: " + good},
              new String[] {"Cookie: access_token=" + good})) {
        assertThat(client.send(request(fields)).response().status())
            .as(String.join("|", fields))
            .isEqualTo(401);
      }
      // RFC 9110 lets several spaces stand there; one goes to the backend.
      for (String scheme : List.of("bearer", "BEARER", "Bearer", "Bearer ")) {
        assertThat(
                client.send(request("Authorization: " + scheme + " " + good)).response().status())
            .as(scheme)
            .isEqualTo(200);
      }
      assertThat(
              client
                  .send(GatewayFixture.request("GET", "/?access_token=" + good))
                  .response()
                  .status())
          .isEqualTo(401);
    }
  }

  @Test
  void aVerifiedTokenWithAnotherSignatureIsAnotherToken() {
    String good = RSA.token();
    try (Wire client = gateway.client()) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.send(request("Authorization: Bearer " + good)).response().status())
            .isEqualTo(200);
        String altered = good.substring(0, good.length() - 6) + "AAAAAA";
        assertThat(client.send(request("Authorization: Bearer " + altered)).response().status())
            .isEqualTo(401);
      }
    }
  }

  @Test
  void aRequiredTypeKeepsOtherTokensOut() {
    Config config = new Config().backend("b", backend.endpoint());
    try (GatewayFixture strict =
        GatewayFixture.serving(JwtConfig.of(config, JwtConfig.of(RSA).type("at+jwt")))) {
      for (String typ : List.of("JWT", "id+jwt", "", "at+jwtx")) {
        String token = RSA.sign(header(",\"typ\":\"" + typ + "\""), claims(""));
        assertThat(strict.exchange(request("Authorization: Bearer " + token)).status())
            .as(typ)
            .isEqualTo(401);
      }
      for (String typ : List.of("at+jwt", "AT+JWT", "application/at+jwt")) {
        String token = RSA.sign(header(",\"typ\":\"" + typ + "\""), claims(""));
        assertThat(strict.exchange(request("Authorization: Bearer " + token)).status())
            .as(typ)
            .isEqualTo(200);
      }
    }
  }
}
