package dev.sluice.dataplane;

import static dev.sluice.dataplane.AccessConfig.asking;
import static dev.sluice.dataplane.Config.key;
import static dev.sluice.dataplane.Config.rule;
import static dev.sluice.dataplane.Config.to;
import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.runtime.ApplyResult;
import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.snapshot.BackendCredential.SecretEntry;
import dev.sluice.snapshot.CredentialPlace;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.IdentityRules;
import dev.sluice.snapshot.KeySet;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.SecretText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A snapshot that a data plane refuses for any reason still takes credentials away. */
final class WithdrawnCredentialsTest {
  private static final byte[] SECRET =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] OTHER =
      "fedcba9876543210fedcba9876543210".getBytes(StandardCharsets.US_ASCII);

  private final ScriptedBackend backend =
      ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

  @AfterEach
  void stop() {
    backend.close();
  }

  private Config config(String provider, IdentityRules rules, SecretSection... secrets) {
    return new Config()
        .identities(rules)
        .secret(secrets)
        .backend("b", backend.endpoint())
        .route("r", asking(rule("/", to("b")), provider));
  }

  /** It cannot be served: one of its routes wants a backend that is not there. */
  private static void refused(GatewayFixture gateway, Config config) {
    Config broken = config.forward("broken", "/broken", "nobody");
    assertThat(gateway.dataplane().apply(broken.snapshot(), broken.endpoints()))
        .isInstanceOf(ApplyResult.Refused.class);
    assertThat(gateway.get("/broken").status()).isEqualTo(401);
  }

  private static IdentityRules apiKeys(String name) {
    return new IdentityRules(
        List.of(
            new IdentityProvider.ApiKeys(
                name,
                new TreeMap<>(Map.of("a", "b")),
                List.of(new CredentialPlace.Header("x-api-key", "")),
                "",
                true)),
        new TreeMap<>());
  }

  private static SecretSection apiKey(String name, String provider) {
    try {
      return new SecretSection.ApiKey(
          key(name),
          List.of(provider),
          HexFormat.of()
              .formatHex(
                  MessageDigest.getInstance("SHA-256")
                      .digest(name.getBytes(StandardCharsets.US_ASCII))),
          "owner of " + name,
          List.of(),
          new TreeMap<>(),
          Long.MAX_VALUE);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int byKey(GatewayFixture gateway, String key) {
    return gateway.exchange(request("GET", "/", "X-API-Key: " + key)).status();
  }

  @Test
  void aDeletedApiKeyIsWorthNothingAndANewOneNothingYet() {
    IdentityRules rules = apiKeys("partners");
    try (GatewayFixture gateway =
        GatewayFixture.serving(
            config("partners", rules, apiKey("one", "partners"), apiKey("two", "partners")))) {
      assertThat(byKey(gateway, "one")).isEqualTo(200);
      refused(
          gateway,
          config("partners", rules, apiKey("two", "partners"), apiKey("three", "partners")));
      assertThat(byKey(gateway, "one")).isEqualTo(401);
      assertThat(byKey(gateway, "two")).isEqualTo(200);
      assertThat(byKey(gateway, "three")).isEqualTo(401);
      gateway.apply(
          config("partners", rules, apiKey("one", "partners"), apiKey("three", "partners")));
      assertThat(byKey(gateway, "one")).isEqualTo(200);
      assertThat(byKey(gateway, "two")).isEqualTo(401);
      assertThat(byKey(gateway, "three")).isEqualTo(200);
    }
  }

  @Test
  void aKeyThatIsOnlyForOthersNowIsWorthNothing() {
    IdentityRules rules = apiKeys("partners");
    try (GatewayFixture gateway =
        GatewayFixture.serving(config("partners", rules, apiKey("one", "partners")))) {
      refused(gateway, config("partners", rules, apiKey("one", "others")));
      assertThat(byKey(gateway, "one")).isEqualTo(401);
    }
  }

  @Test
  void aProviderThatHasAnotherNameNowKeepsItsKeysUntilThatServes() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(
            config("partners", apiKeys("partners"), apiKey("one", "partners")))) {
      refused(gateway, config("friends", apiKeys("friends"), apiKey("one", "friends")));
      assertThat(byKey(gateway, "one")).isEqualTo(200);
    }
  }

  private static IdentityRules passwords() {
    return new IdentityRules(
        List.of(
            new IdentityProvider.Basic("ops", new SecretEntry(key("users"), "auth"), "ops", "")),
        new TreeMap<>());
  }

  private static SecretSection users(String... lines) {
    return new SecretSection.Passwords(
        key("users"), new TreeMap<>(Map.of("auth", new SecretText(String.join("\n", lines)))));
  }

  private static int byPassword(GatewayFixture gateway, String pair) {
    return gateway
        .exchange(
            request(
                "GET",
                "/",
                "Authorization: Basic "
                    + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8))))
        .status();
  }

  @Test
  void aRemovedUserAndAnOldPasswordAreWorthNothing() {
    String ada = "ada:$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/";
    String bob = "bob:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=";
    String eve = "eve:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=";
    try (GatewayFixture gateway =
        GatewayFixture.serving(config("ops", passwords(), users(ada, bob, eve)))) {
      for (String user : List.of("ada", "bob", "eve")) {
        assertThat(byPassword(gateway, user + ":secret")).isEqualTo(200);
      }
      refused(
          gateway,
          config(
              "ops",
              passwords(),
              users("eve:{SHA}0000000000000000000000000000", ada, "new" + bob)));
      assertThat(byPassword(gateway, "ada:secret")).isEqualTo(200);
      assertThat(byPassword(gateway, "bob:secret")).isEqualTo(401);
      assertThat(byPassword(gateway, "eve:secret")).isEqualTo(401);
      assertThat(byPassword(gateway, "newbob:secret")).isEqualTo(401);
      refused(gateway, config("ops", new IdentityRules(List.of(), new TreeMap<>())));
      assertThat(byPassword(gateway, "ada:secret")).isEqualTo(401);
      gateway.apply(config("ops", passwords(), users(bob)));
      assertThat(byPassword(gateway, "bob:secret")).isEqualTo(200);
    }
  }

  private static int byToken(GatewayFixture gateway, String token) {
    return gateway.exchange(request("GET", "/", "Authorization: Bearer " + token)).status();
  }

  @Test
  void aKeyThatIsNotInTheSetAnyMoreTakesItsRememberedTokensWithIt() {
    Config both =
        config("idp", JwtConfig.rules(JwtConfig.of(TestIssuer.RSA, TestIssuer.OTHER_RSA)));
    String good = TestIssuer.RSA.token();
    String other = TestIssuer.OTHER_RSA.token();
    try (GatewayFixture gateway = GatewayFixture.serving(both)) {
      assertThat(byToken(gateway, good)).isEqualTo(200);
      assertThat(byToken(gateway, other)).isEqualTo(200);
      refused(
          gateway,
          config("idp", JwtConfig.rules(JwtConfig.of(TestIssuer.OTHER_RSA).audiences("bank"))));
      assertThat(byToken(gateway, good)).isEqualTo(401);
      assertThat(byToken(gateway, other)).isEqualTo(200);
      gateway.apply(
          config("idp", JwtConfig.rules(JwtConfig.of(TestIssuer.RSA, TestIssuer.OTHER_RSA))));
      assertThat(byToken(gateway, good)).isEqualTo(200);
    }
  }

  private static JwtConfig shared() {
    return JwtConfig.of(new KeySet.InSecret(new SecretEntry(key("keys"), "jwks.json")))
        .algorithms("HS256");
  }

  private static SecretSection keys(byte[] secret) {
    return new SecretSection.Credential(
        key("keys"),
        new TreeMap<>(
            Map.of(
                "jwks.json",
                new SecretText(
                    "{\"keys\":[{\"kty\":\"oct\",\"k\":\""
                        + TestIssuer.encode(secret)
                        + "\"}]}"))));
  }

  private static String token(byte[] secret) {
    return TestIssuer.hmac(
        secret,
        "{\"alg\":\"HS256\"}",
        "{\"iss\":\"https://idp.test\",\"aud\":\"shop\",\"exp\":" + (TestIssuer.now() + 300) + "}");
  }

  @Test
  void aSecretThatTokensAreSignedWithIsNoneOnceItIsAnotherOrGone() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(config("idp", JwtConfig.rules(shared()), keys(SECRET)))) {
      String good = token(SECRET);
      assertThat(byToken(gateway, good)).isEqualTo(200);
      assertThat(byToken(gateway, token(OTHER))).isEqualTo(401);
      refused(gateway, config("idp", JwtConfig.rules(shared()), keys(OTHER)));
      assertThat(byToken(gateway, good)).isEqualTo(401);
      gateway.apply(config("idp", JwtConfig.rules(shared()), keys(SECRET)));
      assertThat(byToken(gateway, good)).isEqualTo(200);
      Config gone =
          config(
                  "idp",
                  new IdentityRules(
                      List.of(
                          new IdentityProvider.Unavailable("idp", "its Secret is gone", List.of())),
                      new TreeMap<>()))
              .forward("broken", "/broken", "nobody");
      assertThat(gateway.dataplane().apply(gone.snapshot(), gone.endpoints()))
          .isInstanceOf(ApplyResult.Refused.class);
      assertThat(byToken(gateway, good)).isEqualTo(503);
    }
  }
}
