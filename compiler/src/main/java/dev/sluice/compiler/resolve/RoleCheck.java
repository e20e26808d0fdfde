package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.NearestName;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.snapshot.AccessRule;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * Names in a rule that look misspelt. Only told: tokens may carry roles that nobody has described,
 * and API keys permissions that no role gives.
 */
final class RoleCheck {
  /** Stands for every permission. */
  private static final String ALL = "*";

  private final Map<String, List<String>> permissions;

  /**
   * @param permissions by role; none: nothing can be compared
   */
  RoleCheck(Map<String, List<String>> permissions) {
    this.permissions = permissions;
  }

  /**
   * @param warn is given the place below the rule, and the message
   */
  void check(AccessRule rule, BiConsumer<String, String> warn) {
    if (permissions.isEmpty()) {
      return;
    }
    for (String role : rule.anyRole()) {
      if (!permissions.containsKey(role)) {
        warn.accept(
            ".anyRole",
            PlainText.quote(role)
                + " is none of the roles that the DataPlane describes; "
                + hint(role, permissions.keySet()));
      }
    }
    Set<String> given = new TreeSet<>();
    permissions.values().forEach(given::addAll);
    given.remove(ALL);
    for (String permission : rule.allPermissions()) {
      if (!given.contains(permission)) {
        warn.accept(
            ".allPermissions",
            PlainText.quote(permission)
                + " is given by no role of the DataPlane by its name; "
                + hint(permission, given));
      }
    }
  }

  private static String hint(String given, Collection<String> known) {
    return NearestName.hint(given, known);
  }
}
