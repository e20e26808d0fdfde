package dev.sluice.cli;

import dev.sluice.compiler.Compilation;
import dev.sluice.compiler.diagnostic.Diagnostic;
import dev.sluice.compiler.diagnostic.ResourceReport;
import dev.sluice.compiler.resource.ResourceRef;
import dev.sluice.compiler.resource.ResourceSet;
import dev.sluice.compiler.yaml.LoadedObject;
import dev.sluice.compiler.yaml.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Snapshots, and everything that is wrong, with places.
 *
 * @param input what was compiled
 * @param problems of reading and of judging, sorted
 * @param places where each resource stands
 */
record Compiled(
    ResourceSet input,
    Compilation compilation,
    List<Problem> problems,
    Map<ResourceRef, LoadedObject> places) {
  static Compiled of(
      ResourceSet input,
      Compilation compilation,
      List<Problem> ofReading,
      Map<ResourceRef, LoadedObject> places) {
    List<Problem> all = new ArrayList<>(ofReading);
    for (ResourceReport report : compilation.reports()) {
      all.addAll(problems(report, places));
    }
    all.sort(Problem.ORDER);
    return new Compiled(input, compilation, List.copyOf(all), Map.copyOf(places));
  }

  boolean hasErrors() {
    return problems.stream().anyMatch(Problem::isError);
  }

  long errors() {
    return problems.stream().filter(Problem::isError).count();
  }

  Optional<ResourceReport> report(ResourceRef resource) {
    return compilation.reports().stream()
        .filter(report -> report.resource().equals(resource))
        .findFirst();
  }

  /** What is wrong with one resource. */
  List<Problem> problems(ResourceRef resource) {
    return report(resource).map(report -> problems(report, places)).orElse(List.of());
  }

  /** {@code file:line} of a resource; empty if nobody wrote it. */
  String place(ResourceRef resource) {
    LoadedObject object = places.get(resource);
    return object == null ? "" : object.place();
  }

  private static List<Problem> problems(
      ResourceReport report, Map<ResourceRef, LoadedObject> places) {
    LoadedObject object = places.get(report.resource());
    return object == null
        ? List.of()
        : report.diagnostics().stream().map(each -> problem(object, each)).toList();
  }

  private static Problem problem(LoadedObject object, Diagnostic diagnostic) {
    return object.problem(
        diagnostic.isError() ? Problem.Severity.ERROR : Problem.Severity.WARNING,
        diagnostic.field(),
        diagnostic.message());
  }
}
