package dev.sluice.dataplane.runtime;

import dev.sluice.dataplane.upstream.Upstreams;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.Snapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The endpoints of the backends in force. They come and go without a snapshot, and backends hear of
 * those only that changed. Changed by one thread at a time, read by any.
 */
final class EndpointsInForce {
  private final Upstreams upstreams;
  private volatile Map<ObjectKey, EndpointSet> inForce = Map.of();

  EndpointsInForce(Upstreams upstreams) {
    this.upstreams = upstreams;
  }

  /** Those of the next snapshot: {@link #announce} and {@link #apply} follow, or nothing does. */
  final class Change {
    private final Map<ObjectKey, EndpointSet> next = new HashMap<>();

    private Change() {}

    /** Backends that are new learn theirs, so that their names can be looked up meanwhile. */
    void announce() {
      next.forEach(
          (backend, set) -> {
            if (!inForce.containsKey(backend)) {
              upstreams.endpoints(set);
            }
          });
    }

    void apply() {
      next.forEach(
          (backend, set) -> {
            if (!set.equals(inForce.get(backend))) {
              upstreams.endpoints(set);
            }
          });
      inForce = next;
    }
  }

  /**
   * @param sets of all backends of the snapshot; a backend without one has no endpoints
   */
  Change prepare(Snapshot snapshot, List<EndpointSet> sets) {
    Change change = new Change();
    snapshot
        .backends()
        .forEach(
            section ->
                change.next.put(section.backend(), EndpointSet.of(section.backend(), List.of())));
    sets.forEach(set -> change.next.computeIfPresent(set.backend(), (backend, none) -> set));
    return change;
  }

  /** Pods that came or went; sets of unknown backends are left aside. */
  void change(List<EndpointSet> changed) {
    Map<ObjectKey, EndpointSet> next = new HashMap<>(inForce);
    for (EndpointSet set : changed) {
      EndpointSet before = next.get(set.backend());
      if (before != null && !before.equals(set)) {
        next.put(set.backend(), set);
        upstreams.endpoints(set);
      }
    }
    inForce = next;
  }

  /** Ordered by backend. */
  List<EndpointSet> all() {
    return inForce.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(Map.Entry::getValue)
        .toList();
  }
}
