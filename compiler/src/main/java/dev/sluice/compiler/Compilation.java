package dev.sluice.compiler;

import dev.sluice.compiler.diagnostic.ResourceReport;
import dev.sluice.compiler.resource.LastGood;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.Snapshot;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What comes out of {@link Compiler#compile}.
 *
 * @param planes by DataPlane; every DataPlane has one
 * @param reports one for each DataPlane, GatewayRoute and ServiceBackend, sorted
 */
public record Compilation(
    SortedMap<ObjectKey, CompiledPlane> planes, List<ResourceReport> reports) {
  public Compilation {
    planes = Collections.unmodifiableSortedMap(new TreeMap<>(planes));
    reports = List.copyOf(reports);
  }

  /** What the next compilation may fall back to. */
  public LastGood lastGood() {
    SortedMap<ObjectKey, Snapshot> snapshots = new TreeMap<>();
    planes.forEach((key, plane) -> snapshots.put(key, plane.snapshot()));
    return new LastGood(snapshots);
  }
}
