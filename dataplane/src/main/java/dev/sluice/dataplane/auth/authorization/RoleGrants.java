package dev.sluice.dataplane.auth.authorization;

import dev.sluice.snapshot.IdentityRules;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What roles allow, the other way round: who has a permission. */
public final class RoleGrants {
  public static final RoleGrants NONE = new RoleGrants(Map.of());

  /** Stands for every permission. */
  static final String ALL = "*";

  private final Map<String, List<String>> permissions;

  private RoleGrants(Map<String, List<String>> permissions) {
    this.permissions = permissions;
  }

  public static RoleGrants of(IdentityRules rules) {
    return new RoleGrants(Map.copyOf(rules.permissions()));
  }

  /** By name; a role that nobody has described has no permission. */
  Set<String> rolesWith(String permission) {
    return permissions.entrySet().stream()
        .filter(role -> role.getValue().contains(permission) || role.getValue().contains(ALL))
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether chains that were built with the one hold with the other. */
  public boolean isSameAs(RoleGrants other) {
    return permissions.equals(other.permissions);
  }
}
