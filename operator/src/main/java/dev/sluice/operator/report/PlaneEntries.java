package dev.sluice.operator.report;

import dev.sluice.compiler.diagnostic.ResourceReport;
import dev.sluice.crds.DataPlaneEntry;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.SectionKey;
import dev.sluice.snapshot.SectionKind;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code status.dataPlanes} of a route or a policy.
 *
 * @param programmed whether it is served, for each data plane that has a section of it
 */
record PlaneEntries(List<DataPlaneEntry> entries, List<Draft> programmed) {
  PlaneEntries {
    entries = List.copyOf(entries);
    programmed = List.copyOf(programmed);
  }

  /**
   * @param suspended what there is to say instead of evidence, while nothing is to be served
   */
  static PlaneEntries of(
      ResourceReport report,
      SectionKind kind,
      Function<ObjectKey, PlaneView> planes,
      Optional<Draft> suspended,
      @Nullable List<DataPlaneEntry> current,
      Instant now) {
    SectionKey key = new SectionKey(kind, report.resource().key());
    List<DataPlaneEntry> entries = new ArrayList<>();
    List<Draft> programmed = new ArrayList<>();
    for (ResourceReport.PlaneReport plane : report.dataPlanes()) {
      Optional<DataPlaneEntry> before = entry(current, plane.dataPlane());
      List<Draft> drafts = new ArrayList<>(plane.conditions().stream().map(Draft::of).toList());
      Draft served =
          suspended.orElseGet(
              () -> programmed(key, plane, planes.apply(plane.dataPlane()), before));
      drafts.add(served);
      if (plane.section().isPresent()) {
        programmed.add(served);
      }
      entries.add(
          new DataPlaneEntry(
              plane.dataPlane().name(),
              plane.dataPlane().namespace(),
              plane.section().orElse(null),
              Conditions.of(
                  drafts,
                  before.map(DataPlaneEntry::conditions).orElse(null),
                  report.generation(),
                  now)));
    }
    return new PlaneEntries(entries, programmed);
  }

  private static Draft programmed(
      SectionKey key,
      ResourceReport.PlaneReport plane,
      PlaneView view,
      Optional<DataPlaneEntry> before) {
    if (plane.section().isEmpty()) {
      return Draft.failing(Conditions.PROGRAMMED, "NotAccepted", "nothing of this is served");
    }
    String section = plane.section().get();
    boolean known =
        before
            .filter(entry -> section.equals(entry.section()))
            .filter(entry -> Conditions.holds(entry.conditions(), Conditions.PROGRAMMED))
            .isPresent();
    return Evidence.programmed(view, key, section, known);
  }

  /** The first data plane that does not serve it speaks for all; empty where there is none. */
  Optional<Draft> overall() {
    return programmed.stream()
        .filter(draft -> !draft.holds())
        .findFirst()
        .or(() -> programmed.stream().findFirst());
  }

  /** Whether a write would tell nothing new. */
  static boolean same(
      @Nullable List<DataPlaneEntry> current, @Nullable List<DataPlaneEntry> wanted) {
    List<DataPlaneEntry> before = Objects.requireNonNullElse(current, List.of());
    List<DataPlaneEntry> entries = Objects.requireNonNullElse(wanted, List.of());
    if (before.size() != entries.size()) {
      return false;
    }
    return entries.stream()
        .allMatch(
            entry ->
                entry(before, new ObjectKey(entry.namespace(), entry.name()))
                    .filter(
                        old ->
                            Objects.equals(old.section(), entry.section())
                                && Conditions.tellTheSame(
                                    old.conditions(), conditions(entry.conditions())))
                    .isPresent());
  }

  private static List<Condition> conditions(@Nullable List<Condition> conditions) {
    return conditions == null ? List.of() : conditions;
  }

  private static Optional<DataPlaneEntry> entry(
      @Nullable List<DataPlaneEntry> entries, ObjectKey dataPlane) {
    return entries == null
        ? Optional.empty()
        : entries.stream()
            .filter(
                entry ->
                    dataPlane.name().equals(entry.name())
                        && dataPlane.namespace().equals(entry.namespace()))
            .findFirst();
  }
}
