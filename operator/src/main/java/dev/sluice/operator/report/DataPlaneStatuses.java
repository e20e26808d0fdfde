package dev.sluice.operator.report;

import dev.sluice.compiler.diagnostic.ResourceReport;
import dev.sluice.crds.DataPlaneStatus;
import dev.sluice.crds.DataPlaneStatus.ProviderHealth;
import dev.sluice.crds.DataPlaneStatus.RedisHealth;
import dev.sluice.operator.provision.Provisioned;
import dev.sluice.snapshot.SectionKey;
import dev.sluice.snapshot.SectionKind;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code status} of a DataPlane. */
final class DataPlaneStatuses {
  private DataPlaneStatuses() {}

  /**
   * @param certificates how those of its listeners are, if it has any; no matter for Ready
   */
  static DataPlaneStatus of(
      ResourceReport report,
      PlaneView plane,
      Optional<Draft> certificates,
      @Nullable DataPlaneStatus current,
      Instant now) {
    List<Draft> drafts = new ArrayList<>(report.conditions().stream().map(Draft::of).toList());
    drafts.add(programmed(report, plane));
    drafts.add(Readiness.of(drafts));
    certificates.ifPresent(drafts::add);
    Provisioned provisioned = plane.provisioned();
    int connected = plane.replicas().size();
    return new DataPlaneStatus(
        report.generation(),
        Conditions.of(
            drafts, current == null ? null : current.conditions(), report.generation(), now),
        provisioned == null
            ? List.of()
            : provisioned.addresses().stream()
                .map(address -> new DataPlaneStatus.Address(address.type(), address.value()))
                .toList(),
        new DataPlaneStatus.Replicas(
            provisioned == null ? connected : provisioned.desired(),
            provisioned == null ? connected : Math.max(connected, provisioned.ready()),
            plane.replicas().stream()
                .filter(PlaneView.Replica::lags)
                .map(PlaneView.Replica::name)
                .toList()),
        plane.version(),
        (int)
            plane.replicas().stream()
                .filter(replica -> replica.version().equals(plane.version()))
                .count(),
        providers(plane, current),
        redis(plane, current));
  }

  /** While no replica is connected nothing speaks against what was told. */
  private static List<ProviderHealth> providers(
      PlaneView plane, @Nullable DataPlaneStatus current) {
    return plane.replicas().isEmpty() && current != null
        ? Objects.requireNonNullElse(current.providers(), List.of())
        : ProviderStates.of(plane.replicas().stream().map(PlaneView.Replica::providers).toList());
  }

  /** Likewise. */
  private static @Nullable RedisHealth redis(PlaneView plane, @Nullable DataPlaneStatus current) {
    return plane.replicas().isEmpty() && current != null
        ? current.redis()
        : plane.store().orElse(null);
  }

  /** Whether the store of limits does as is told. */
  static boolean sameStore(@Nullable DataPlaneStatus current, DataPlaneStatus wanted) {
    return Objects.equals(current == null ? null : current.redis(), wanted.redis());
  }

  /** Whether all is the same; the store is another matter, for it may flap. */
  static boolean same(@Nullable DataPlaneStatus current, DataPlaneStatus wanted) {
    List<Condition> conditions = wanted.conditions();
    return current != null
        && Objects.equals(current.observedGeneration(), wanted.observedGeneration())
        && Objects.equals(current.version(), wanted.version())
        && Objects.equals(current.acknowledged(), wanted.acknowledged())
        && sameReplicas(current.replicas(), wanted.replicas())
        && Objects.requireNonNullElse(current.providers(), List.of())
            .equals(Objects.requireNonNullElse(wanted.providers(), List.of()))
        && Objects.requireNonNullElse(current.addresses(), List.of())
            .equals(Objects.requireNonNullElse(wanted.addresses(), List.of()))
        && Conditions.tellTheSame(
            current.conditions(), conditions == null ? List.of() : conditions);
  }

  private static boolean sameReplicas(
      DataPlaneStatus.@Nullable Replicas current, DataPlaneStatus.@Nullable Replicas wanted) {
    return current != null
        && wanted != null
        && Objects.equals(current.desired(), wanted.desired())
        && Objects.equals(current.ready(), wanted.ready())
        && Objects.requireNonNullElse(current.lagging(), List.of())
            .equals(Objects.requireNonNullElse(wanted.lagging(), List.of()));
  }

  /**
   * Its own section is served by all, and none stays behind. Sections of routes that a replica
   * refuses are told on the routes.
   */
  private static Draft programmed(ResourceReport report, PlaneView plane) {
    SectionKey section = new SectionKey(SectionKind.GATEWAY, report.resource().key());
    String hash = plane.wanted().get(section);
    if (hash == null) {
      return Draft.failing(
          Conditions.PROGRAMMED, "NotAccepted", "there is nothing that it could serve");
    }
    List<String> lagging =
        plane.replicas().stream()
            .filter(PlaneView.Replica::lags)
            .map(PlaneView.Replica::name)
            .toList();
    if (!lagging.isEmpty()) {
      return Draft.failing(
          Conditions.PROGRAMMED,
          Evidence.PENDING,
          "these replicas do not serve the newest version: " + String.join(", ", lagging));
    }
    return Evidence.programmed(plane, section, hash, false);
  }
}
