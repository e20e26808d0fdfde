package dev.sluice.dataplane;

import static dev.sluice.dataplane.Config.key;
import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.AccessRule;
import dev.sluice.snapshot.BackendCredential.SecretEntry;
import dev.sluice.snapshot.CredentialPlace;
import dev.sluice.snapshot.DecisionMode;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.IdentityRules;
import dev.sluice.snapshot.PolicyOrigin;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.SecretText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What holders of keys and users of password files may do, on one connection for all. */
final class KeyAuthorizationTest {
  private final ScriptedBackend backend =
      ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

  @AfterEach
  void stop() {
    backend.close();
  }

  private static SecretSection apiKey(
      String text, List<String> permissions, Map<String, String> attributes) throws Exception {
    return new SecretSection.ApiKey(
        key(text),
        List.of("idp"),
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.US_ASCII))),
        "owner of " + text,
        permissions,
        new TreeMap<>(attributes),
        Long.MAX_VALUE);
  }

  private static AccessRule rule(
      List<String> roles,
      List<String> permissions,
      Map<String, List<String>> claims,
      List<String> tenants) {
    return new AccessRule(
        roles,
        permissions,
        List.of(),
        new TreeMap<>(claims),
        tenants,
        DecisionMode.ENFORCE,
        new PolicyOrigin("authorization", "GatewayRoute", key("r"), "spec.authorization"));
  }

  private static RouteRule asking(String prefix, AccessRule rule) {
    return Access.known(prefix, false, Config.to("b"), List.of(rule));
  }

  private static final SortedMap<String, List<String>> ROLES =
      new TreeMap<>(Map.of("admin", List.of("*"), "viewer", List.of("orders:read")));

  private static int status(Wire client, String target, String field) {
    Wire.Message answer = client.send(request("GET", target, field)).response();
    if (answer.status() == 403) {
      assertThat(answer.text()).contains("FORBIDDEN").doesNotContain("orders:", "gold", "owner");
      assertThat(answer.all("WWW-Authenticate")).isEmpty();
    }
    return answer.status();
  }

  @Test
  void keysHaveTheirPermissionsAndTheirAttributesAsClaims() throws Exception {
    Config config =
        new Config()
            .identities(
                new IdentityRules(
                    List.of(
                        new IdentityProvider.ApiKeys(
                            "idp",
                            new TreeMap<>(Map.of("a", "b")),
                            List.of(new CredentialPlace.Header("x-api-key", "")),
                            "",
                            true)),
                    ROLES))
            .secret(
                apiKey("reader", List.of("orders:read"), Map.of("plan", "silver")),
                apiKey("writer", List.of("orders:read", "orders:write"), Map.of("plan", "gold")),
                apiKey("all", List.of("*"), Map.of()),
                apiKey(
                    "none",
                    List.of(),
                    Map.of("plan", "golden", "roles", "admin", "tenant", "acme")))
            .backend("b", backend.endpoint())
            .route(
                "r",
                asking("/read", rule(List.of(), List.of("orders:read"), Map.of(), List.of())),
                asking(
                    "/write",
                    rule(List.of(), List.of("orders:read", "orders:write"), Map.of(), List.of())),
                asking(
                    "/plan",
                    rule(
                        List.of(),
                        List.of(),
                        Map.of("plan", List.of("gold", "silver")),
                        List.of())),
                asking(
                    "/both",
                    rule(
                        List.of(),
                        List.of("orders:read"),
                        Map.of("plan", List.of("gold")),
                        List.of())),
                asking("/role", rule(List.of("admin"), List.of(), Map.of(), List.of())),
                asking("/tenant", rule(List.of(), List.of(), Map.of(), List.of("acme"))));
    Map<String, List<String>> passes =
        Map.of(
            "reader", List.of("/read", "/plan"),
            "writer", List.of("/read", "/write", "/plan", "/both"),
            "all", List.of("/read", "/write"),
            // What a Secret calls an attribute is one, whatever its name.
            "none", List.of());
    try (GatewayFixture gateway = GatewayFixture.serving(config);
        Wire client = gateway.client()) {
      for (int round = 0; round < 2; round++) {
        for (var each : passes.entrySet()) {
          for (String target : List.of("/read", "/write", "/plan", "/both", "/role", "/tenant")) {
            assertThat(status(client, target, "X-API-Key: " + each.getKey()))
                .as(each.getKey() + " " + target)
                .isEqualTo(each.getValue().contains(target) ? 200 : 403);
          }
        }
        assertThat(status(client, "/read", "X-API-Key: nobody")).isEqualTo(401);
      }
    }
  }

  @Test
  void usersOfAPasswordFileAreTheirName() {
    Config config =
        new Config()
            .identities(
                new IdentityRules(
                    List.of(
                        new IdentityProvider.Basic(
                            "idp", new SecretEntry(key("users"), "auth"), "ops", "")),
                    ROLES))
            .secret(
                new SecretSection.Passwords(
                    key("users"),
                    new TreeMap<>(
                        Map.of(
                            "auth",
                            new SecretText(
                                "ada:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n"
                                    + "admin:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n")))))
            .backend("b", backend.endpoint())
            .route(
                "r",
                asking(
                    "/ada",
                    rule(List.of(), List.of(), Map.of("sub", List.of("ada", "eve")), List.of())),
                asking("/role", rule(List.of("admin"), List.of(), Map.of(), List.of())),
                asking("/read", rule(List.of(), List.of("orders:read"), Map.of(), List.of())));
    try (GatewayFixture gateway = GatewayFixture.serving(config);
        Wire client = gateway.client()) {
      for (int round = 0; round < 2; round++) {
        assertThat(status(client, "/ada", basic("ada"))).isEqualTo(200);
        assertThat(status(client, "/ada", basic("admin"))).isEqualTo(403);
        // A name is no role.
        assertThat(status(client, "/role", basic("admin"))).isEqualTo(403);
        assertThat(status(client, "/read", basic("ada"))).isEqualTo(403);
        assertThat(status(client, "/ada", basic("eve"))).isEqualTo(401);
      }
    }
  }

  private static String basic(String user) {
    return "Authorization: Basic "
        + Base64.getEncoder().encodeToString((user + ":secret").getBytes(StandardCharsets.UTF_8));
  }
}
