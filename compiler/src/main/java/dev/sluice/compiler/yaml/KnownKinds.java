package dev.sluice.compiler.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.crds.DataPlane;
import dev.sluice.crds.GatewayRoute;
import dev.sluice.crds.RateLimitPolicy;
import dev.sluice.crds.ServiceBackend;
import dev.sluice.crds.SluiceApi;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The kinds of resources that may stand in a directory. */
final class KnownKinds {
  /** The schemas of our own kinds, as installed in clusters. */
  private static final String DEFINITIONS = "/META-INF/fabric8/%s.sluice.dev-v1.yml";

  private final Map<String, KnownKind> kinds = new LinkedHashMap<>();

  private final Map<String, JsonNode> schemas = new HashMap<>();

  /**
   * @param plural as in the name of its definition
   */
  record KnownKind(
      String apiVersion, String kind, String plural, Class<? extends HasMetadata> type) {
    boolean isOurs() {
      return apiVersion.equals(SluiceApi.API_VERSION);
    }
  }

  KnownKinds() {
    ours("DataPlane", "dataplanes", DataPlane.class);
    ours("GatewayRoute", "gatewayroutes", GatewayRoute.class);
    ours("ServiceBackend", "servicebackends", ServiceBackend.class);
    ours("RateLimitPolicy", "ratelimitpolicies", RateLimitPolicy.class);
    theirs("v1", "Namespace", Namespace.class);
    theirs("v1", "Service", Service.class);
    theirs("discovery.k8s.io/v1", "EndpointSlice", EndpointSlice.class);
    theirs("v1", "Secret", Secret.class);
    theirs("v1", "ConfigMap", ConfigMap.class);
  }

  /** Null-safe look-up by the word after {@code kind:}. */
  java.util.Optional<KnownKind> find(String kind) {
    return java.util.Optional.ofNullable(kinds.get(kind));
  }

  List<String> ours() {
    return kinds.values().stream().filter(KnownKind::isOurs).map(KnownKind::kind).toList();
  }

  /**
   * What the fields of a kind of ours must look like. Read when the first object of the kind comes:
   * the definition of DataPlane alone is thousands of lines.
   */
  JsonNode schema(KnownKind kind) {
    return schemas.computeIfAbsent(kind.plural(), KnownKinds::read);
  }

  private static JsonNode read(String plural) {
    String name = DEFINITIONS.formatted(plural);
    try (InputStream in = SluiceApi.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the crds module carries " + name);
      }
      JsonNode definition = new YAMLMapper().readTree(in);
      for (JsonNode version : definition.path("spec").path("versions")) {
        if (version.path("name").asText().equals(SluiceApi.VERSION)) {
          return version.path("schema").path("openAPIV3Schema");
        }
      }
      throw new IllegalStateException(name + " defines " + SluiceApi.VERSION);
    } catch (IOException e) {
      throw new UncheckedIOException("a resource of the class path cannot be read", e);
    }
  }

  private void ours(String kind, String plural, Class<? extends HasMetadata> type) {
    kinds.put(kind, new KnownKind(SluiceApi.API_VERSION, kind, plural, type));
  }

  /** Kubernetes' own kinds have their types for a schema. */
  private void theirs(String apiVersion, String kind, Class<? extends HasMetadata> type) {
    kinds.put(kind, new KnownKind(apiVersion, kind, "", type));
  }
}
