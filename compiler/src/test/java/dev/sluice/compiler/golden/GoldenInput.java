package dev.sluice.compiler.golden;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.compiler.resource.ClusterRules;
import dev.sluice.compiler.resource.ResourceSet;
import dev.sluice.crds.DataPlane;
import dev.sluice.crds.GatewayRoute;
import dev.sluice.crds.RateLimitPolicy;
import dev.sluice.crds.ServiceBackend;
import dev.sluice.matching.Cidr;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The resources of a golden file. Read without the loader's schema check, since a cluster may hold
 * objects that are older than the schema. Two documents are instructions: {@code kind: Rules} sets
 * what the installation decides, and what follows {@code kind: Then} replaces what stands before it
 * (with what was served until then as last good).
 */
final class GoldenInput {
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final Map<String, HasMetadata> objects = new HashMap<>();
  private ClusterRules rules = ClusterRules.CLUSTER;

  private GoldenInput() {}

  /** The states of the cluster, one after the other. */
  static List<ResourceSet> read(Path file) throws IOException {
    GoldenInput input = new GoldenInput();
    List<ResourceSet> states = new ArrayList<>();
    try (MappingIterator<JsonNode> documents =
        YAML.readerFor(JsonNode.class).readValues(file.toFile())) {
      while (documents.hasNext()) {
        JsonNode document = documents.next();
        if (document.path("kind").asText().equals("Then")) {
          states.add(input.state());
          document.path("deleted").forEach(gone -> input.objects.remove(gone.asText()));
        } else {
          input.add(document);
        }
      }
    }
    states.add(input.state());
    return states;
  }

  private void add(JsonNode document) throws IOException {
    String kind = document.path("kind").asText();
    switch (kind) {
      case "Rules" -> {
        rules =
            new ClusterRules(
                networks(document.path("allowBackendCidrs")),
                networks(document.path("denyBackendCidrs")),
                document.path("localBackends").asBoolean());
      }
      case "DataPlane" -> put(YAML.treeToValue(document, DataPlane.class));
      case "GatewayRoute" -> put(YAML.treeToValue(document, GatewayRoute.class));
      case "ServiceBackend" -> put(YAML.treeToValue(document, ServiceBackend.class));
      case "RateLimitPolicy" -> put(YAML.treeToValue(document, RateLimitPolicy.class));
      case "Service" -> put(YAML.treeToValue(document, Service.class));
      case "EndpointSlice" -> put(YAML.treeToValue(document, EndpointSlice.class));
      case "ConfigMap" -> put(YAML.treeToValue(document, ConfigMap.class));
      case "Secret" -> put(YAML.treeToValue(document, Secret.class));
      case "Namespace" -> put(YAML.treeToValue(document, Namespace.class));
      default -> throw new IllegalArgumentException("golden files have no kind " + kind);
    }
  }

  private static List<Cidr> networks(JsonNode cidrs) {
    List<Cidr> networks = new ArrayList<>();
    cidrs.forEach(cidr -> networks.add(Cidr.parse(cidr.asText()).orElseThrow()));
    return networks;
  }

  private void put(HasMetadata object) {
    String namespace = object.getMetadata().getNamespace();
    objects.put(
        object.getKind()
            + "/"
            + (namespace == null ? "" : namespace + "/")
            + object.getMetadata().getName(),
        object);
  }

  private ResourceSet state() {
    Map<String, Map<String, String>> namespaces = new HashMap<>();
    for (Namespace namespace : all(Namespace.class)) {
      namespaces.put(
          namespace.getMetadata().getName(),
          Objects.requireNonNullElse(namespace.getMetadata().getLabels(), Map.of()));
    }
    return new ResourceSet(
        all(DataPlane.class),
        all(GatewayRoute.class),
        all(ServiceBackend.class),
        all(RateLimitPolicy.class),
        all(Service.class),
        all(EndpointSlice.class),
        all(ConfigMap.class),
        all(Secret.class),
        namespaces,
        rules);
  }

  private <T> List<T> all(Class<T> type) {
    return objects.values().stream().filter(type::isInstance).map(type::cast).toList();
  }
}
