package dev.sluice.crds.generate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.sluice.crds.DataPlane;
import dev.sluice.crds.GatewayRoute;
import dev.sluice.crds.RateLimitPolicy;
import dev.sluice.crds.ServiceBackend;
import io.fabric8.crdv2.generator.CRDGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The CustomResourceDefinitions, generated from the resource types and refined by {@link
 * SchemaRefinements}. Reflection in, trees out; the same types give the same bytes.
 */
final class ResourceDefinitions {
  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .build());

  private static final String NOTICE =
      "# Generated from the types of the crds module by `make crds`. Do not edit.\n";

  private ResourceDefinitions() {}

  /** File name ({@code gatewayroutes.sluice.dev-v1.yml}) to definition, in order of names. */
  static Map<String, ObjectNode> generate() {
    try {
      // Its own, for several processes may test this module at the same time.
      Path target = Files.createDirectories(Path.of("target"));
      Path raw = Files.createTempDirectory(target, "raw-crds-");
      new CRDGenerator()
          .inOutputDir(raw.toFile())
          .forCRDVersions("v1")
          .withImplicitPreserveUnknownFields(false)
          .withParallelGenerationEnabled(false)
          .customResourceClasses(
              List.of(
                  DataPlane.class, GatewayRoute.class, ServiceBackend.class, RateLimitPolicy.class))
          .detailedGenerate();
      Map<String, ObjectNode> definitions = new TreeMap<>();
      for (String plural :
          List.of("dataplanes", "gatewayroutes", "servicebackends", "ratelimitpolicies")) {
        String file = plural + ".sluice.dev-v1.yml";
        ObjectNode definition = (ObjectNode) YAML.readTree(Files.readString(raw.resolve(file)));
        SchemaRefinements.refine(definition);
        definitions.put(file, definition);
        Files.delete(raw.resolve(file));
      }
      Files.delete(raw);
      return definitions;
    } catch (IOException e) {
      throw new UncheckedIOException("the generator's output cannot be written or read", e);
    }
  }

  static String yaml(ObjectNode definition) {
    try {
      return NOTICE + YAML.writeValueAsString(definition);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values is always writable", e);
    }
  }

  /**
   * The same for the chart: uninstalling a release must not delete the definitions, and with them
   * every route in the cluster.
   */
  static ObjectNode keptByHelm(ObjectNode definition) {
    ObjectNode kept = definition.deepCopy();
    ObjectNode metadata = (ObjectNode) kept.path("metadata");
    metadata.withObject("/annotations").put("helm.sh/resource-policy", "keep");
    return kept;
  }

  /** The schema of the only version. */
  static ObjectNode schema(ObjectNode definition) {
    return (ObjectNode) definition.at("/spec/versions/0/schema/openAPIV3Schema");
  }
}
