package dev.sluice.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.AccessPolicies;
import dev.sluice.snapshot.AccessRule;
import dev.sluice.snapshot.Authorization;
import dev.sluice.snapshot.DecisionMode;
import dev.sluice.snapshot.ForwardedClaim;
import dev.sluice.snapshot.IdentityProvider.ClaimNames;
import dev.sluice.snapshot.PolicyOrigin;
import dev.sluice.snapshot.RouteRule;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens as well-known issuers write them, with the claims that each of them puts in. */
final class JwtShapesTest {
  private static final TestIssuer KEY = TestIssuer.RSA;

  private final ScriptedBackend backend =
      ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

  @AfterEach
  void stop() {
    backend.close();
  }

  /** What decides is what the claim within the claim says, and a claim of that very name first. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'{\"roles\":[\"admin\"]}'| ''| 200",
        "'{\"roles\":\"admin\"}'| ''| 200",
        "'{\"roles\":[\"editor\"]}'| ''| 403",
        "'{\"roles\":{\"admin\":true}}'| ''| 403",
        "'{\"roles\":[[\"admin\"]]}'| ''| 403",
        "'{\"a.roles\":[\"admin\"]}'| ''| 403",
        "'[\"admin\"]'| ''| 403",
        "'{\"roles\":[\"editor\"]}'| ',\"realm_access.roles\":[\"admin\"]'| 200",
        "'{\"roles\":[\"admin\"]}'| ',\"realm_access.roles\":[\"editor\"]'| 403"
      })
  void rolesWithinAClaimDecide(String access, String more, int status) {
    RouteRule asked = JwtConfig.asking("/", false, "idp");
    TreeMap<String, List<String>> nothing = new TreeMap<>();
    PolicyOrigin origin =
        new PolicyOrigin("authorization", "GatewayRoute", Config.key("r"), "spec.authorization");
    AccessPolicies open = AccessPolicies.OPEN;
    RouteRule guarded =
        Config.under(
            new AccessPolicies(
                asked.policies().access().authentication(),
                new Authorization(
                    List.of(
                        new AccessRule(
                            List.of("admin"),
                            List.of(),
                            List.of(),
                            nothing,
                            List.of(),
                            DecisionMode.ENFORCE,
                            origin))),
                open.addresses(),
                open.cors(),
                open.securityHeaders()),
            asked);
    Config config =
        new Config()
            .backend("b", backend.endpoint())
            .identities(
                JwtConfig.rules(
                    JwtConfig.of(KEY)
                        .reading(new ClaimNames("sub", "tenant", "realm_access.roles", "scope"))))
            .route("r", guarded);
    try (GatewayFixture gateway = GatewayFixture.serving(config)) {
      String token = KEY.token(",\"realm_access\":" + access + more);
      assertThat(
              gateway
                  .exchange(GatewayFixture.request("GET", "/", "Authorization: Bearer " + token))
                  .status())
          .isEqualTo(status);
    }
  }

  /** What the backend is told of the owner of this token. */
  private Wire.Message told(JwtConfig provider, String header, String claims) {
    Config config = new Config().backend("b", backend.endpoint());
    try (GatewayFixture gateway = GatewayFixture.serving(JwtConfig.of(config, provider))) {
      String token = KEY.sign(header, claims.replace("NOW", "" + TestIssuer.now()));
      String request = GatewayFixture.request("GET", "/", "Authorization: Bearer " + token);
      Wire.Message answer = gateway.exchange(request);
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      return backend.lastRequest();
    }
  }

  private static JwtConfig provider(String issuer, String audience, ForwardedClaim... told) {
    return JwtConfig.of(KEY).named("idp", issuer).audiences(audience).telling(told);
  }

  @Test
  void keycloak() {
    Wire.Message seen =
        told(
            provider(
                    "https://sso.test/realms/shop",
                    "account",
                    new ForwardedClaim("realm_access.roles", "x-roles"),
                    new ForwardedClaim("resource_access.shop.roles", "x-shop-roles"),
                    new ForwardedClaim("preferred_username", "x-user"))
                .reading(new ClaimNames("sub", "tenant", "realm_access.roles", "scope")),
            "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"rsa-1\"}",
            "{\"exp\":NOW9,\"iat\":NOW,\"jti\":\"f5\",\"iss\":\"https://sso.test/realms/shop\","
                + "\"aud\":[\"account\",\"orders\"],\"sub\":\"4c0a\",\"typ\":\"Bearer\",\"azp\":\"web\","
                + "\"session_state\":\"b1\",\"acr\":\"1\",\"allowed-origins\":[\"*\"],"
                + "\"realm_access\":{\"roles\":[\"offline_access\",\"editor\"]},"
                + "\"resource_access\":{\"shop\":{\"roles\":[\"buyer\"]}},\"scope\":\"openid email\","
                + "\"email_verified\":true,\"preferred_username\":\"alice\"}");
    assertThat(seen.first("X-Roles")).isEqualTo("offline_access,editor");
    assertThat(seen.first("X-Shop-Roles")).isEqualTo("buyer");
    assertThat(seen.first("X-User")).isEqualTo("alice");
  }

  @Test
  void auth0() {
    Wire.Message seen =
        told(
            provider(
                "https://shop.eu.auth0.test/",
                "https://api.shop.test",
                new ForwardedClaim("https://shop.test/roles", "x-roles"),
                new ForwardedClaim("permissions", "x-permissions")),
            "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"rsa-1\"}",
            "{\"https://shop.test/roles\":[\"editor\"],\"iss\":\"https://shop.eu.auth0.test/\","
                + "\"sub\":\"auth0|6\",\"aud\":[\"https://api.shop.test\",\"https://x/userinfo\"],"
                + "\"iat\":NOW,\"exp\":NOW9,\"azp\":\"q\",\"scope\":\"openid read:orders\","
                + "\"permissions\":[\"read:orders\"]}");
    assertThat(seen.first("X-Roles")).isEqualTo("editor");
    assertThat(seen.first("X-Permissions")).isEqualTo("read:orders");
  }

  @Test
  void entraId() {
    Wire.Message seen =
        told(
            provider(
                    "https://login.test/7f/v2.0",
                    "api://shop",
                    new ForwardedClaim("oid", "x-user-id"),
                    new ForwardedClaim("scp", "x-scopes"))
                .reading(new ClaimNames("oid", "tid", "roles", "scp")),
            "{\"typ\":\"JWT\",\"alg\":\"RS256\",\"x5t\":\"AAAA\",\"kid\":\"rsa-1\"}",
            "{\"aud\":\"api://shop\",\"iss\":\"https://login.test/7f/v2.0\",\"iat\":NOW,\"nbf\":NOW,"
                + "\"exp\":NOW9,\"aio\":\"A\",\"azp\":\"b\",\"azpacr\":\"1\",\"groups\":[\"g\"],"
                + "\"oid\":\"9d\",\"rh\":\"0.A\",\"scp\":\"Orders.Read Orders.Write\",\"tid\":\"7f\","
                + "\"uti\":\"k\",\"ver\":\"2.0\"}");
    assertThat(seen.first("X-User-Id")).isEqualTo("9d");
    assertThat(seen.first("X-Scopes")).isEqualTo("Orders.Read Orders.Write");
  }

  /** Of applications registered for version 1, which is what many still are. */
  @Test
  void entraIdOfTheFirstVersion() {
    Wire.Message seen =
        told(
            provider(
                    "https://sts.windows.test/7f/",
                    "https://shop.test",
                    new ForwardedClaim("upn", "x-user-id"),
                    new ForwardedClaim("roles", "x-roles"))
                .reading(new ClaimNames("oid", "tid", "roles", "scp")),
            "{\"typ\":\"JWT\",\"alg\":\"RS256\",\"x5t\":\"rsa-1\",\"kid\":\"rsa-1\"}",
            "{\"aud\":\"https://shop.test\",\"iss\":\"https://sts.windows.test/7f/\",\"iat\":NOW,"
                + "\"nbf\":NOW,\"exp\":NOW9,\"acr\":\"1\",\"amr\":[\"pwd\",\"mfa\"],\"appid\":\"b\","
                + "\"appidacr\":\"0\",\"family_name\":\"A\",\"ipaddr\":\"192.0.2.1\",\"oid\":\"9d\","
                + "\"roles\":[\"Orders.Editor\"],\"scp\":\"user_impersonation\",\"tid\":\"7f\","
                + "\"unique_name\":\"ada@shop.test\",\"upn\":\"ada@shop.test\",\"ver\":\"1.0\"}");
    assertThat(seen.first("X-User-Id")).isEqualTo("ada@shop.test");
    assertThat(seen.first("X-Roles")).isEqualTo("Orders.Editor");
  }

  /** Tokens of a client of its own, which carry no user and whose scope is a list elsewhere. */
  @Test
  void clientsThatSpeakForThemselves() {
    Wire.Message seen =
        told(
            provider(
                    "https://login.test/7f/v2.0",
                    "api://shop",
                    new ForwardedClaim("azp", "x-user-id"),
                    new ForwardedClaim("roles", "x-roles"))
                .type("at+jwt")
                .reading(new ClaimNames("azp", "tid", "roles", "scp")),
            "{\"typ\":\"application/at+JWT\",\"alg\":\"RS256\",\"kid\":\"rsa-1\"}",
            "{\"aud\":\"api://shop\",\"iss\":\"https://login.test/7f/v2.0\",\"iat\":NOW,\"nbf\":NOW,"
                + "\"exp\":NOW9,\"azp\":\"client-1\",\"idtyp\":\"app\",\"roles\":[\"Orders.Read.All\"],"
                + "\"tid\":\"7f\",\"ver\":\"2.0\"}");
    assertThat(seen.first("X-User-Id")).isEqualTo("client-1");
    assertThat(seen.first("X-Roles")).isEqualTo("Orders.Read.All");
  }

  @Test
  void google() {
    Wire.Message seen =
        told(
            provider(
                "https://accounts.google.com",
                "1.apps.test",
                new ForwardedClaim("email", "x-email"),
                new ForwardedClaim("email_verified", "x-verified")),
            "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"typ\":\"JWT\"}",
            "{\"iss\":\"https://accounts.google.com\",\"azp\":\"1.apps.test\",\"aud\":\"1.apps.test\","
                + "\"sub\":\"10769150350006150715113082367\",\"email\":\"a@shop.test\","
                + "\"email_verified\":true,\"iat\":NOW,\"exp\":NOW9}");
    assertThat(seen.first("X-Email")).isEqualTo("a@shop.test");
    assertThat(seen.first("X-Verified")).isEqualTo("true");
  }

  @Test
  void serviceAccountsOfKubernetes() {
    Wire.Message seen =
        told(
            provider(
                    "https://kubernetes.default.svc.cluster.local",
                    "shop",
                    new ForwardedClaim("sub", "x-user-id"),
                    new ForwardedClaim("kubernetes.io.namespace", "x-tenant-id"))
                .reading(new ClaimNames("sub", "kubernetes.io.namespace", "roles", "scope")),
            "{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}",
            "{\"aud\":[\"shop\"],\"exp\":NOW9,\"iat\":NOW,"
                + "\"iss\":\"https://kubernetes.default.svc.cluster.local\",\"jti\":\"2f\","
                + "\"kubernetes.io\":{\"namespace\":\"shop\",\"node\":{\"name\":\"n\",\"uid\":\"1\"},"
                + "\"pod\":{\"name\":\"p\",\"uid\":\"2\"},"
                + "\"serviceaccount\":{\"name\":\"web\",\"uid\":\"3\"}},"
                + "\"nbf\":NOW,\"sub\":\"system:serviceaccount:shop:web\"}");
    assertThat(seen.first("X-User-Id")).isEqualTo("system:serviceaccount:shop:web");
    assertThat(seen.first("X-Tenant-Id")).isEqualTo("shop");
  }
}
