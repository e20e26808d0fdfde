package dev.sluice.compiler.resolve;

import dev.sluice.crds.HostnameGrant;
import dev.sluice.matching.WrittenHost;
import dev.sluice.snapshot.HostPattern;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A host pattern that some namespaces may claim, and no others.
 *
 * @param namespaces {@code *} stands for all
 */
record HostGrant(HostPattern pattern, SortedSet<String> namespaces) {
  private static final String ALL_NAMESPACES = "*";

  HostGrant {
    namespaces = Collections.unmodifiableSortedSet(new TreeSet<>(namespaces));
  }

  boolean allows(String namespace) {
    return namespaces.contains(namespace) || namespaces.contains(ALL_NAMESPACES);
  }

  /**
   * One for each pattern: what several grants say of the same one adds up. A name that is none
   * grants nothing; {@link DataPlaneResolver} reports it.
   */
  static List<HostGrant> of(List<HostnameGrant> written) {
    Map<HostPattern, SortedSet<String>> namespaces = new HashMap<>();
    for (HostnameGrant grant : written) {
      for (String hostname : grant.hostnames()) {
        if (WrittenHost.parse(hostname) instanceof WrittenHost.Pattern(HostPattern pattern)) {
          namespaces.computeIfAbsent(pattern, key -> new TreeSet<>()).addAll(grant.namespaces());
        }
      }
    }
    return namespaces.entrySet().stream()
        .map(entry -> new HostGrant(entry.getKey(), entry.getValue()))
        .toList();
  }
}
