package dev.sluice.dataplane.auth.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.identity.Claims;
import dev.sluice.dataplane.identity.Identity;
import dev.sluice.snapshot.AccessRule;
import dev.sluice.snapshot.DecisionMode;
import dev.sluice.snapshot.IdentityRules;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PolicyOrigin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class RuleCheckTest {
  private static final PolicyOrigin ORIGIN =
      new PolicyOrigin(
          "authorization", "GatewayRoute", new ObjectKey("shop", "orders"), "spec.authorization");
  private static final RoleGrants GRANTS =
      RoleGrants.of(
          new IdentityRules(
              List.of(),
              new TreeMap<>(
                  Map.of(
                      "admin", List.of("*"),
                      "editor", List.of("orders:read", "orders:write"),
                      "viewer", List.of("orders:read"),
                      "star", List.of("orders:*")))));

  @Test
  void oneOfTheRolesIsEnough() {
    RuleCheck check = check(rule(List.of("editor", "admin"), List.of(), List.of(), Map.of()));
    assertThat(lack(check, roles("viewer", "editor"))).isEmpty();
    assertThat(lack(check, roles("viewer")))
        .contains(
            "GatewayRoute shop/orders spec.authorization: lacks any of the roles admin editor");
    assertThat(lack(check, roles())).isPresent();
    assertThat(lack(check, roles(""))).isPresent();
    for (String nearly : List.of("Editor", "editor ", " editor", "editors", "edito", "editor\0")) {
      assertThat(lack(check, roles(nearly))).as(nearly).isPresent();
    }
  }

  @Test
  void allPermissionsMustComeFromSomeRole() {
    RuleCheck check =
        check(rule(List.of(), List.of("orders:read", "orders:write"), List.of(), Map.of()));
    assertThat(lack(check, roles("editor"))).isEmpty();
    assertThat(lack(check, roles("viewer", "admin"))).isEmpty();
    assertThat(lack(check, roles("viewer"))).get().asString().endsWith("permission orders:write");
    assertThat(lack(check, roles("nobody-knows-it"))).isPresent();
  }

  @Test
  void aStarStandsForAllOnlyWhereItStandsAlone() {
    RuleCheck check = check(rule(List.of(), List.of("orders:write"), List.of(), Map.of()));
    assertThat(lack(check, roles("admin"))).isEmpty();
    assertThat(lack(check, roles("star"))).isPresent();
    assertThat(lack(check, keyWith("orders:*"))).isPresent();
    assertThat(lack(check, keyWith("*"))).isEmpty();
    assertThat(lack(check, keyWith("orders:write"))).isEmpty();
  }

  @Test
  void permissionsMayComeFromARoleAndFromAKeyTogether() {
    RuleCheck check =
        check(rule(List.of(), List.of("orders:read", "reports:read"), List.of(), Map.of()));
    assertThat(
            lack(
                check,
                new Identity(
                    "p",
                    "u",
                    "",
                    List.of("viewer"),
                    List.of(),
                    List.of("reports:read"),
                    Claims.NONE,
                    List.of())))
        .isEmpty();
  }

  @Test
  void scopesAreComparedExactly() {
    RuleCheck check = check(rule(List.of(), List.of(), List.of("admin"), Map.of()));
    assertThat(lack(check, scopes("read", "admin"))).isEmpty();
    for (String nearly : List.of("admin ", "not-admin", "adminx", "Admin", "read admin", "")) {
      assertThat(lack(check, scopes(nearly))).as(nearly).isPresent();
    }
  }

  @Test
  void aClaimMustHaveAValueThatCanBeRead() {
    RuleCheck check =
        check(rule(List.of(), List.of(), List.of(), Map.of("plan", List.of("gold", "7", "true"))));
    assertThat(lack(check, claims("plan", "gold"))).isEmpty();
    assertThat(lack(check, claims("plan", List.of("tin", "gold")))).isEmpty();
    assertThat(lack(check, claims("plan", 7))).isEmpty();
    assertThat(lack(check, claims("plan", true))).isEmpty();
    assertThat(lack(check, claims("plan", "silver"))).isPresent();
    assertThat(lack(check, claims("plan", "gold silver"))).isPresent();
    assertThat(lack(check, claims("plan", Map.of("gold", true)))).isPresent();
    assertThat(lack(check, claims("plan", List.of("gold", Map.of("a", 1))))).isPresent();
    assertThat(lack(check, claims("plan", List.of()))).isPresent();
    assertThat(lack(check, claims("other", "gold"))).isPresent();
  }

  @Test
  void theTenantMustBeOneOfThose() {
    RuleCheck check =
        new RuleCheck(
            new AccessRule(
                List.of(),
                List.of(),
                List.of(),
                new TreeMap<>(),
                List.of("acme"),
                DecisionMode.ENFORCE,
                ORIGIN),
            GRANTS);
    assertThat(lack(check, tenant("acme"))).isEmpty();
    assertThat(lack(check, tenant("acme2"))).isPresent();
    assertThat(lack(check, tenant(""))).isPresent();
  }

  @Test
  void allThatIsGivenMustHold() {
    RuleCheck check =
        check(
            rule(
                List.of("editor"),
                List.of("orders:write"),
                List.of("orders"),
                Map.of("plan", List.of("gold"))));
    Claims gold = Claims.of(Map.of("plan", "gold"));
    List<String> orders = List.of("orders");
    List<String> editor = List.of("editor");
    assertThat(lack(check, of(editor, orders, gold))).isEmpty();
    assertThat(lack(check, of(List.of("admin"), orders, gold))).isPresent();
    assertThat(lack(check, of(editor, List.of(), gold))).isPresent();
    assertThat(lack(check, of(editor, orders, Claims.NONE))).isPresent();
  }

  private static Identity of(List<String> roles, List<String> scopes, Claims claims) {
    return new Identity("p", "u", "", roles, scopes, List.of(), claims, List.of());
  }

  private static Identity roles(String... roles) {
    return of(List.of(roles), List.of(), Claims.NONE);
  }

  private static Identity scopes(String... scopes) {
    return of(List.of(), List.of(scopes), Claims.NONE);
  }

  private static Identity claims(String name, Object value) {
    return of(List.of(), List.of(), Claims.of(Map.of(name, value)));
  }

  private static Identity tenant(String tenant) {
    return new Identity("p", "u", tenant, List.of(), List.of(), List.of(), Claims.NONE, List.of());
  }

  private static Identity keyWith(String permission) {
    return new Identity(
        "p", "u", "", List.of(), List.of(), List.of(permission), Claims.NONE, List.of());
  }

  private static AccessRule rule(
      List<String> roles,
      List<String> permissions,
      List<String> scopes,
      Map<String, List<String>> claims) {
    return new AccessRule(
        roles, permissions, scopes, new TreeMap<>(claims), List.of(), DecisionMode.ENFORCE, ORIGIN);
  }

  private static RuleCheck check(AccessRule rule) {
    return new RuleCheck(rule, GRANTS);
  }

  private static Optional<String> lack(RuleCheck check, Identity identity) {
    return Optional.ofNullable(check.lackOf(identity));
  }
}
