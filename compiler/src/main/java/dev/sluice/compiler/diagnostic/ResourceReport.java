package dev.sluice.compiler.diagnostic;

import dev.sluice.compiler.resource.ResourceRef;
import dev.sluice.snapshot.ObjectKey;
import java.util.List;
import java.util.Optional;

/**
 * What became of one resource. Every resource has one, good or bad.
 *
 * @param generation of the resource that was judged, for {@code observedGeneration}
 * @param conditions Accepted and ResolvedRefs, and Stalled while it holds
 * @param dataPlanes of a route: what each data plane that it names makes of it, sorted
 * @param diagnostics everything that was found, with the field
 * @param suspended of a route: nothing of it is served, because it says so
 */
public record ResourceReport(
    ResourceRef resource,
    long generation,
    List<ReportedCondition> conditions,
    List<PlaneReport> dataPlanes,
    List<Diagnostic> diagnostics,
    boolean suspended) {
  public ResourceReport {
    conditions = List.copyOf(conditions);
    dataPlanes = List.copyOf(dataPlanes);
    diagnostics = List.copyOf(diagnostics);
  }

  /** Of anything that cannot be suspended. */
  public ResourceReport(
      ResourceRef resource,
      long generation,
      List<ReportedCondition> conditions,
      List<PlaneReport> dataPlanes,
      List<Diagnostic> diagnostics) {
    this(resource, generation, conditions, dataPlanes, diagnostics, false);
  }

  /**
   * What one data plane makes of a route.
   *
   * @param section hash of the route's part of the snapshot; empty when it has none
   * @param conditions Accepted and ResolvedRefs as to this data plane
   */
  public record PlaneReport(
      ObjectKey dataPlane, Optional<String> section, List<ReportedCondition> conditions) {
    public PlaneReport {
      conditions = List.copyOf(conditions);
    }
  }

  public Optional<ReportedCondition> condition(ConditionType type) {
    return conditions.stream().filter(condition -> condition.type() == type).findFirst();
  }

  public boolean hasErrors() {
    return diagnostics.stream().anyMatch(Diagnostic::isError);
  }
}
