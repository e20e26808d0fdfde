package dev.sluice.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.CredentialPlace;
import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.IdentityRules;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.SnapshotCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Hardening HJ40: what lets its owner in at one host is nothing at another, however alike their
 * providers are, and also while the gateway remembers it.
 */
final class TokenReplayTest {
  private static final String ISSUER = "https://idp.test";

  private final ScriptedBackend backend =
      ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  private final TokenDesk desk =
      TokenDesk.answering(
          token ->
              TokenDesk.json(
                  "{\"active\":true,\"sub\":\"alice\",\"iss\":\""
                      + ISSUER
                      + "\",\"aud\":\""
                      + token.substring(token.indexOf('-') + 1)
                      + "\"}"));

  @AfterEach
  void stop() {
    backend.close();
    desk.close();
  }

  /** Each host has a provider by its own name. */
  private GatewayFixture serving(List<IdentityProvider> providers, SecretSection... secrets) {
    Config config =
        new Config()
            .identities(new IdentityRules(providers, new TreeMap<>()))
            .secret(secrets)
            .backend("b", backend.endpoint());
    for (IdentityProvider each : providers) {
      config =
          config.route(
              new RouteSection(
                  Config.key(each.name()),
                  1,
                  0,
                  List.of(new HostPattern.Exact(each.name() + ".test")),
                  List.of(JwtConfig.asking("/", false, each.name()))));
    }
    return GatewayFixture.serving(config);
  }

  private static int status(Wire client, String host, String field) {
    return client
        .send("GET / HTTP/1.1\r\nHost: " + host + ".test\r\n" + field + "\r\n\r\n")
        .response()
        .status();
  }

  /**
   * @param good by host
   */
  private void eachAtItsOwnHostAlone(GatewayFixture gateway, Map<String, String> good) {
    try (Wire client = gateway.client()) {
      int passed = 0;
      for (int round = 0; round < 3; round++) {
        for (String shown : good.keySet()) {
          for (String host : good.keySet()) {
            boolean own = shown.equals(host);
            passed += own ? 1 : 0;
            assertThat(status(client, host, good.get(shown)))
                .as("what is good for %s, at %s, round %d", shown, host, round)
                .isEqualTo(own ? 200 : 401);
          }
        }
      }
      assertThat(backend.requests()).hasSize(passed);
    }
  }

  private static String bearer(String token) {
    return "Authorization: Bearer " + token;
  }

  private static String token(String issuer, String audience) {
    return TestIssuer.RSA.sign(
        TestIssuer.RSA.header(),
        "{\"iss\":\""
            + issuer
            + "\",\"aud\":\""
            + audience
            + "\",\"sub\":\"alice\",\"exp\":"
            + (TestIssuer.now() + 300)
            + "}");
  }

  @Test
  void aTokenForOneTenantIsNothingAtAnother() {
    List<IdentityProvider> providers = new ArrayList<>();
    Map<String, String> good = new TreeMap<>();
    for (String tenant : List.of("acme", "acme-2", "bank")) {
      providers.add(
          JwtConfig.of(TestIssuer.RSA).named(tenant, ISSUER).audiences(tenant).provider());
      good.put(tenant, bearer(token(ISSUER, tenant)));
    }
    try (GatewayFixture gateway = serving(providers)) {
      eachAtItsOwnHostAlone(gateway, good);
    }
  }

  @Test
  void aTokenOfOneTenantsIssuerIsNothingAtAnotherThatHasTheSameKey() {
    List<IdentityProvider> providers = new ArrayList<>();
    Map<String, String> good = new TreeMap<>();
    for (String tenant : List.of("acme", "bank")) {
      String issuer = ISSUER + "/" + tenant;
      providers.add(JwtConfig.of(TestIssuer.RSA).named(tenant, issuer).provider());
      good.put(tenant, bearer(token(issuer, "shop")));
    }
    try (GatewayFixture gateway = serving(providers)) {
      eachAtItsOwnHostAlone(gateway, good);
    }
  }

  @Test
  void anOpaqueTokenForOneTenantIsNothingAtAnother() {
    List<IdentityProvider> providers = new ArrayList<>();
    Map<String, String> good = new TreeMap<>();
    IntrospectionConfig asked = IntrospectionConfig.at(desk.port()).issuer(ISSUER);
    for (String tenant : List.of("acme", "bank")) {
      IdentityProvider.Introspection made =
          (IdentityProvider.Introspection) asked.audiences(tenant).provider();
      providers.add(
          new IdentityProvider.Introspection(
              tenant,
              made.endpoint(),
              made.allowInsecure(),
              made.clientId(),
              made.clientSecret(),
              made.opaqueOnly(),
              made.cacheMillis(),
              made.timeoutMillis(),
              made.issuer(),
              made.audiences(),
              made.from(),
              made.requiredClaims(),
              made.stripToken(),
              made.claimHeaders(),
              made.claims(),
              made.caBundles(),
              made.revocation()));
      good.put(tenant, bearer("token-" + tenant));
    }
    try (GatewayFixture gateway = serving(providers, IntrospectionConfig.client())) {
      eachAtItsOwnHostAlone(gateway, good);
    }
  }

  @Test
  void aKeyOfOneTenantIsNothingAtAnother() {
    List<IdentityProvider> providers = new ArrayList<>();
    List<SecretSection> keys = new ArrayList<>();
    Map<String, String> good = new TreeMap<>();
    for (String tenant : List.of("acme", "bank")) {
      providers.add(
          new IdentityProvider.ApiKeys(
              tenant,
              new TreeMap<>(Map.of("of", tenant)),
              List.of(new CredentialPlace.Header("x-api-key", "")),
              "",
              true));
      keys.add(
          new SecretSection.ApiKey(
              Config.key("key-of-" + tenant),
              List.of(tenant),
              sha256("key-of-" + tenant),
              tenant,
              List.of(),
              new TreeMap<>(),
              Long.MAX_VALUE));
      good.put(tenant, "X-API-Key: key-of-" + tenant);
    }
    try (GatewayFixture gateway = serving(providers, keys.toArray(SecretSection[]::new))) {
      eachAtItsOwnHostAlone(gateway, good);
    }
  }

  private static String sha256(String text) {
    return SnapshotCodec.hash(text.getBytes(StandardCharsets.US_ASCII))
        .substring("sha256:".length());
  }
}
