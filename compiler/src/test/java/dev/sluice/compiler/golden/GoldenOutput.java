package dev.sluice.compiler.golden;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.compiler.Compilation;
import dev.sluice.compiler.CompiledPlane;
import dev.sluice.compiler.diagnostic.Diagnostic;
import dev.sluice.compiler.diagnostic.ReportedCondition;
import dev.sluice.compiler.diagnostic.ResourceReport;
import dev.sluice.snapshot.EncodedSection;
import dev.sluice.snapshot.PlacedEndpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A compilation as text that people can review. */
final class GoldenOutput {
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .build();

  private GoldenOutput() {}

  static String write(@Nullable Compilation compilation) throws JsonProcessingException {
    ObjectNode out = YAML.createObjectNode();
    if (compilation != null) {
      ObjectNode reports = out.putObject("reports");
      compilation
          .reports()
          .forEach(report -> report(reports.putObject(report.resource().toString()), report));
      ObjectNode planes = out.putObject("dataPlanes");
      compilation.planes().forEach((key, plane) -> plane(planes.putObject(key.toString()), plane));
    }
    return YAML.writeValueAsString(out);
  }

  private static void report(ObjectNode out, ResourceReport report) {
    conditions(out, report.conditions());
    if (report.suspended()) {
      out.put("suspended", true);
    }
    for (ResourceReport.PlaneReport plane : report.dataPlanes()) {
      ObjectNode entry = out.putObject("at " + plane.dataPlane());
      entry.put("served", plane.section().isPresent());
      conditions(entry, plane.conditions());
    }
    if (!report.diagnostics().isEmpty()) {
      ArrayNode diagnostics = out.putArray("diagnostics");
      for (Diagnostic found : report.diagnostics()) {
        diagnostics.add(
            (found.isError() ? "" : "warning: ")
                + found.reason().word()
                + " at "
                + found.field()
                + ": "
                + found.message());
      }
    }
  }

  private static void conditions(ObjectNode out, List<ReportedCondition> conditions) {
    for (ReportedCondition condition : conditions) {
      boolean plain = condition.reason().equals(condition.type().text());
      out.put(
          condition.type().text(), condition.holds() + (plain ? "" : ", " + condition.reason()));
    }
  }

  private static void plane(ObjectNode out, CompiledPlane plane) {
    ObjectNode sections = out.putObject("snapshot");
    for (EncodedSection section : plane.encoded().sections()) {
      if (section.key().kind().secret()) {
        // A hash tells of a change, and shows nothing to those who copy from here.
        sections.put(section.key().toString(), section.hash());
        continue;
      }
      try {
        sections.set(section.key().toString(), YAML.readTree(section.json()));
      } catch (IOException e) {
        throw new UncheckedIOException("a section is JSON, and so YAML", e);
      }
    }
    ObjectNode endpoints = out.putObject("endpoints");
    plane
        .endpoints()
        .forEach(
            set -> {
              ArrayNode addresses = endpoints.putArray(set.backend().toString());
              set.endpoints().forEach(endpoint -> addresses.add(text(endpoint)));
            });
  }

  private static String text(PlacedEndpoint endpoint) {
    return endpoint
        + (endpoint.zone().isEmpty() ? "" : " in zone " + endpoint.zone())
        + (endpoint.weight() == 1 ? "" : " with weight " + endpoint.weight());
  }
}
