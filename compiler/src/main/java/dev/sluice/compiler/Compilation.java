package dev.sluice.compiler;

import dev.sluice.compiler.diagnostic.ResourceReport;
import dev.sluice.compiler.resource.LastGood;
import dev.sluice.compiler.resource.SecretSelection;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.Snapshot;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What comes out of {@link Compiler#compile}.
 *
 * @param planes by DataPlane; every DataPlane has one
 * @param reports one for each DataPlane, GatewayRoute, ServiceBackend and RateLimitPolicy, sorted
 * @param secrets that resources refer to, whether they exist or not: who collects Secrets reads
 *     these and no others
 * @param selections likewise of Secrets that are chosen by their labels
 */
public record Compilation(
    SortedMap<ObjectKey, CompiledPlane> planes,
    List<ResourceReport> reports,
    SortedSet<ObjectKey> secrets,
    SortedSet<SecretSelection> selections) {
  public Compilation {
    planes = Collections.unmodifiableSortedMap(new TreeMap<>(planes));
    reports = List.copyOf(reports);
    selections = Collections.unmodifiableSortedSet(new TreeSet<>(selections));
    secrets = Collections.unmodifiableSortedSet(new TreeSet<>(secrets));
  }

  /** What the next compilation may fall back to. */
  public LastGood lastGood() {
    SortedMap<ObjectKey, Snapshot> snapshots = new TreeMap<>();
    planes.forEach((key, plane) -> snapshots.put(key, plane.snapshot()));
    return new LastGood(snapshots);
  }
}
