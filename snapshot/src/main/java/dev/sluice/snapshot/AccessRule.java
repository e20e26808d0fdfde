package dev.sluice.snapshot;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one layer asks of clients. All that is given must hold; what is empty asks nothing.
 *
 * @param anyRole one of these roles
 * @param allPermissions all of these permissions, given by roles or by an API key
 * @param anyScope one of these scopes
 * @param claims each claim has one of its values
 * @param tenants the client belongs to one of these
 * @param mode whether a refusal is more than a line in the log
 * @param origin who asks
 */
public record AccessRule(
    List<String> anyRole,
    List<String> allPermissions,
    List<String> anyScope,
    SortedMap<String, List<String>> claims,
    List<String> tenants,
    DecisionMode mode,
    PolicyOrigin origin) {
  public AccessRule {
    anyRole = sorted(anyRole);
    allPermissions = sorted(allPermissions);
    anyScope = sorted(anyScope);
    SortedMap<String, List<String>> copy = new TreeMap<>();
    claims.forEach((claim, values) -> copy.put(claim, sorted(values)));
    claims = Collections.unmodifiableSortedMap(copy);
    tenants = sorted(tenants);
  }

  private static List<String> sorted(List<String> values) {
    return values.stream().sorted().distinct().toList();
  }

  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    add(parts, "any role of ", anyRole);
    add(parts, "all permissions of ", allPermissions);
    add(parts, "any scope of ", anyScope);
    claims.forEach((claim, values) -> add(parts, "claim " + claim + " of ", values));
    add(parts, "a tenant of ", tenants);
    return String.join(", ", parts) + (mode == DecisionMode.SHADOW ? " (only logged)" : "");
  }

  private static void add(List<String> parts, String words, List<String> values) {
    if (!values.isEmpty()) {
      parts.add(words + String.join(" ", values));
    }
  }
}
