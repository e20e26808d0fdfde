package dev.sluice.snapshot;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a data plane knows clients, and what their roles allow.
 *
 * @param providers sorted by name
 * @param permissions by role; {@code *} stands for all
 */
public record IdentityRules(
    List<IdentityProvider> providers, SortedMap<String, List<String>> permissions) {
  public static final IdentityRules NONE = new IdentityRules(List.of(), new TreeMap<>());

  public IdentityRules {
    providers = providers.stream().sorted(Comparator.comparing(IdentityProvider::name)).toList();
    SortedMap<String, List<String>> copy = new TreeMap<>();
    permissions.forEach((role, values) -> copy.put(role, values.stream().sorted().toList()));
    permissions = Collections.unmodifiableSortedMap(copy);
  }
}
