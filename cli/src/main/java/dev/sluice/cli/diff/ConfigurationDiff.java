package dev.sluice.cli.diff;

import dev.sluice.compiler.CompiledPlane;
import dev.sluice.compiler.resource.ObjectKeys;
import dev.sluice.crds.DataPlane;
import dev.sluice.crds.DataPlaneSpec;
import dev.sluice.crds.ServiceBackend;
import dev.sluice.crds.ServiceBackendSpec;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.GatewaySection;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** All that changes between two sides. */
public final class ConfigurationDiff {
  private final Side before;
  private final Side now;
  private final SortedSet<Change> changes = new TreeSet<>();
  private final Set<ObjectKey> comparedBackends = new HashSet<>();

  private ConfigurationDiff(Side before, Side now) {
    this.before = before;
    this.now = now;
  }

  /** Sorted, each once; empty when nothing changes for traffic. */
  public static List<Change> of(Side before, Side now) {
    ConfigurationDiff diff = new ConfigurationDiff(before, now);
    diff.planes();
    diff.specs();
    return List.copyOf(diff.changes);
  }

  private void planes() {
    SortedMap<ObjectKey, CompiledPlane> old = new TreeMap<>(before.compilation().planes());
    SortedMap<ObjectKey, CompiledPlane> all = now.compilation().planes();
    boolean single = old.size() == 1 && all.size() == 1;
    for (Map.Entry<ObjectKey, CompiledPlane> plane : all.entrySet()) {
      // The only one of each side is the same, whatever it is called.
      CompiledPlane was = old.remove(single ? old.firstKey() : plane.getKey());
      if (was == null) {
        tell(plane.getKey(), "is new");
        compare(nothing(plane.getValue().snapshot()), plane.getValue().snapshot());
      } else {
        changes.addAll(
            DataPlaneDiff.of(was.snapshot().gateway(), plane.getValue().snapshot().gateway()));
        compare(was.snapshot(), plane.getValue().snapshot());
        compareEndpoints(was, plane.getValue());
      }
    }
    old.forEach(
        (key, plane) -> {
          tell(key, "is gone");
          compare(plane.snapshot(), nothing(plane.snapshot()));
        });
  }

  private void tell(ObjectKey plane, String what) {
    String name = "DataPlane " + plane;
    changes.add(Change.of(Change.Kind.DATA_PLANE, name, name + " " + what));
  }

  private static Snapshot nothing(Snapshot like) {
    GatewaySection gateway = like.gateway();
    return new Snapshot(gateway, List.of(), List.of());
  }

  private void compare(Snapshot was, Snapshot is) {
    changes.addAll(TrafficDiff.of(was, is));
    changes.addAll(SecretDiff.of(was.secrets(), is.secrets()));
    changes.addAll(FeedDiff.of(was, is));
    changes.addAll(LimitDiff.of(was, is));
    Map<ObjectKey, BackendSection> old =
        was.backends().stream().collect(Collectors.toMap(BackendSection::backend, each -> each));
    for (BackendSection backend : is.backends()) {
      BackendSection section = old.get(backend.backend());
      if (section != null) {
        comparedBackends.add(backend.backend());
        changes.addAll(BackendDiff.of(section, backend));
      }
    }
  }

  private void compareEndpoints(CompiledPlane was, CompiledPlane is) {
    if (!before.endpoints() || !now.endpoints()) {
      return;
    }
    Map<ObjectKey, EndpointSet> old =
        was.endpoints().stream().collect(Collectors.toMap(EndpointSet::backend, each -> each));
    for (EndpointSet set : is.endpoints()) {
      EndpointSet then = old.get(set.backend());
      if (then != null && spec(before, set.backend()).equals(spec(now, set.backend()))) {
        changes.addAll(BackendDiff.of(then, set));
      }
    }
  }

  private static List<ServiceBackendSpec> spec(Side side, ObjectKey backend) {
    return side.resources().backends().stream()
        .filter(each -> ObjectKeys.of(each).equals(backend))
        .map(ServiceBackend::getSpec)
        .toList();
  }

  /** What is said in resources and does not reach a snapshot as it stands. */
  private void specs() {
    Map<ObjectKey, DataPlaneSpec> old = new TreeMap<>();
    for (DataPlane plane : before.resources().dataPlanes()) {
      old.put(ObjectKeys.of(plane), plane.getSpec());
    }
    List<DataPlane> all = now.resources().dataPlanes();
    boolean single = old.size() == 1 && all.size() == 1;
    for (DataPlane plane : all) {
      ObjectKey key = ObjectKeys.of(plane);
      DataPlaneSpec was = single ? List.copyOf(old.values()).getFirst() : old.get(key);
      if (was != null && plane.getSpec() != null) {
        changes.addAll(DataPlaneDiff.of(key.toString(), was, plane.getSpec()));
      }
    }
    List<ObjectKey> backends = new ArrayList<>(new TreeSet<>(comparedBackends));
    for (ObjectKey backend : backends) {
      List<ServiceBackendSpec> was = spec(before, backend);
      List<ServiceBackendSpec> is = spec(now, backend);
      if (was.size() == 1 && is.size() == 1) {
        changes.addAll(BackendDiff.of(backend, was.getFirst(), is.getFirst()));
      }
    }
  }
}
