package dev.sluice.dataplane.auth.authorization;

import dev.sluice.dataplane.identity.Identity;
import dev.sluice.snapshot.AccessRule;
import dev.sluice.snapshot.DecisionMode;
import dev.sluice.snapshot.PolicyOrigin;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One {@link AccessRule}. All that it gives must hold; names are compared exactly, and an empty one
 * is nobody's.
 */
public final class RuleCheck {
  private final Set<String> anyRole;
  private final List<Permission> permissions;
  private final Set<String> anyScope;
  private final List<Claim> claims;
  private final Set<String> tenants;
  private final boolean shadow;
  private final String place;
  private final String lackOfRole;
  private final String lackOfScope;
  private final String lackOfTenant;

  /**
   * @param roles that give it
   */
  private record Permission(String name, Set<String> roles, String lack) {}

  private record Claim(String name, Set<String> values, String lack) {}

  public RuleCheck(AccessRule rule, RoleGrants grants) {
    PolicyOrigin origin = rule.origin();
    place = origin.kind() + " " + origin.object() + " " + origin.field();
    shadow = rule.mode() == DecisionMode.SHADOW;
    anyRole = Set.copyOf(rule.anyRole());
    anyScope = Set.copyOf(rule.anyScope());
    tenants = Set.copyOf(rule.tenants());
    permissions =
        rule.allPermissions().stream()
            .map(
                each ->
                    new Permission(each, grants.rolesWith(each), lack("the permission " + each)))
            .toList();
    claims =
        rule.claims().entrySet().stream()
            .map(
                (Map.Entry<String, List<String>> each) ->
                    new Claim(
                        each.getKey(),
                        Set.copyOf(each.getValue()),
                        lack("the claim " + each.getKey() + " with one of its values")))
            .toList();
    lackOfRole = lack("any of the roles " + String.join(" ", rule.anyRole()));
    lackOfScope = lack("any of the scopes " + String.join(" ", rule.anyScope()));
    lackOfTenant = lack("a tenant that may pass");
  }

  private String lack(String what) {
    return place + ": lacks " + what;
  }

  /** Whether a refusal is only told. */
  public boolean isShadow() {
    return shadow;
  }

  /** Who asks this: kind, object and field. */
  public String place() {
    return place;
  }

  /**
   * What the client is not, for logs: words of configuration only. Null if it may pass.
   *
   * <p>Allocates nothing.
   */
  public @Nullable String lackOf(Identity identity) {
    if (!anyRole.isEmpty() && !anyOf(identity.roles(), anyRole)) {
      return lackOfRole;
    }
    for (int i = 0; i < permissions.size(); i++) {
      Permission permission = permissions.get(i);
      if (!has(identity, permission)) {
        return permission.lack;
      }
    }
    if (!anyScope.isEmpty() && !anyOf(identity.scopes(), anyScope)) {
      return lackOfScope;
    }
    for (int i = 0; i < claims.size(); i++) {
      Claim claim = claims.get(i);
      if (!anyOf(identity.attributes().texts(claim.name), claim.values)) {
        return claim.lack;
      }
    }
    if (!tenants.isEmpty()
        && (identity.tenant().isEmpty() || !tenants.contains(identity.tenant()))) {
      return lackOfTenant;
    }
    return null;
  }

  private static boolean has(Identity identity, Permission wanted) {
    List<String> own = identity.permissions();
    for (int i = 0; i < own.size(); i++) {
      if (own.get(i).equals(wanted.name) || own.get(i).equals(RoleGrants.ALL)) {
        return true;
      }
    }
    return anyOf(identity.roles(), wanted.roles);
  }

  private static boolean anyOf(List<String> has, Set<String> wanted) {
    for (int i = 0; i < has.size(); i++) {
      if (!has.get(i).isEmpty() && wanted.contains(has.get(i))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return place + (shadow ? " (only logged)" : "");
  }
}
