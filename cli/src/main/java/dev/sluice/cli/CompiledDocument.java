package dev.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.compiler.Compilation;
import dev.sluice.compiler.CompiledPlane;
import dev.sluice.compiler.diagnostic.ReportedCondition;
import dev.sluice.compiler.diagnostic.ResourceReport;
import dev.sluice.snapshot.EncodedSection;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.ObjectKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** A compilation as a document for people and scripts. Section contents are the canonical ones. */
final class CompiledDocument {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private CompiledDocument() {}

  static JsonNode of(Compilation compilation) {
    ObjectNode document = NODES.objectNode();
    ArrayNode planes = document.putArray("dataPlanes");
    compilation.planes().forEach((key, plane) -> planes.add(plane(key, plane)));
    ArrayNode reports = document.putArray("reports");
    compilation.reports().forEach(report -> reports.add(report(report)));
    return document;
  }

  private static ObjectNode plane(ObjectKey key, CompiledPlane plane) {
    ObjectNode document = identified(key);
    document.put("version", plane.encoded().version());
    ArrayNode sections = document.putArray("sections");
    for (EncodedSection section : plane.encoded().sections()) {
      ObjectNode each = sections.addObject();
      each.put("kind", section.key().kind().name());
      each.put("namespace", section.key().object().namespace());
      each.put("name", section.key().object().name());
      if (section.key().kind().secret()) {
        // Not the hash either: a password that is short could be found by trying.
        each.put("content", "[redacted]");
        continue;
      }
      each.put("hash", section.hash());
      try {
        each.set("content", JSON.readTree(section.json()));
      } catch (IOException e) {
        throw new UncheckedIOException("a section is JSON", e);
      }
    }
    ArrayNode endpoints = document.putArray("endpoints");
    for (EndpointSet set : plane.endpoints()) {
      ObjectNode each = identified(set.backend());
      ArrayNode addresses = each.putArray("endpoints");
      set.endpoints().forEach(endpoint -> addresses.add(endpoint.toString()));
      endpoints.add(each);
    }
    return document;
  }

  private static ObjectNode report(ResourceReport report) {
    ObjectNode document = NODES.objectNode();
    document.put("kind", report.resource().kind().text());
    document.put("namespace", report.resource().key().namespace());
    document.put("name", report.resource().key().name());
    document.set("conditions", conditions(report.conditions()));
    if (!report.dataPlanes().isEmpty()) {
      ArrayNode planes = document.putArray("dataPlanes");
      for (ResourceReport.PlaneReport plane : report.dataPlanes()) {
        ObjectNode each = identified(plane.dataPlane());
        plane.section().ifPresent(hash -> each.put("section", hash));
        each.set("conditions", conditions(plane.conditions()));
        planes.add(each);
      }
    }
    return document;
  }

  private static ArrayNode conditions(List<ReportedCondition> conditions) {
    ArrayNode all = NODES.arrayNode();
    for (ReportedCondition condition : conditions) {
      ObjectNode each = all.addObject();
      each.put("type", condition.type().text());
      each.put("status", condition.holds() ? "True" : "False");
      each.put("reason", condition.reason());
      each.put("message", condition.message());
    }
    return all;
  }

  private static ObjectNode identified(ObjectKey key) {
    ObjectNode document = NODES.objectNode();
    document.put("namespace", key.namespace());
    document.put("name", key.name());
    return document;
  }
}
