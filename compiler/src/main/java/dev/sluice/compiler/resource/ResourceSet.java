package dev.sluice.compiler.resource;

import dev.sluice.crds.DataPlane;
import dev.sluice.crds.GatewayRoute;
import dev.sluice.crds.RateLimitPolicy;
import dev.sluice.crds.ServiceBackend;
import dev.sluice.crds.SluiceApi;
import dev.sluice.snapshot.ObjectKey;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.Map;

/**
 * Everything that the compiler looks at. Order carries no meaning. Objects must not change after
 * they were put here: a changed resource is another object, an unchanged one best the same (that is
 * how {@link dev.sluice.compiler.CompileCache} knows).
 *
 * @param configMaps of which those count that carry {@link SluiceApi#REGION_TABLE_LABEL} or {@link
 *     SluiceApi#JSON_SCHEMA_LABEL}
 * @param secrets those that somebody refers to, and perhaps others
 * @param unreadableSecrets Secrets that may exist and yet are not here, and why: words after "the
 *     Secret"
 * @param unlistedSecrets selections of which the Secrets are not here, and why: words after "they"
 * @param namespaceLabels labels by name of the namespace; a namespace that is not here has none but
 *     its name
 */
public record ResourceSet(
    List<DataPlane> dataPlanes,
    List<GatewayRoute> routes,
    List<ServiceBackend> backends,
    List<RateLimitPolicy> limits,
    List<Service> services,
    List<EndpointSlice> endpointSlices,
    List<ConfigMap> configMaps,
    List<Secret> secrets,
    Map<ObjectKey, String> unreadableSecrets,
    Map<SecretSelection, String> unlistedSecrets,
    Map<String, Map<String, String>> namespaceLabels,
    ClusterRules rules) {
  public ResourceSet {
    dataPlanes = List.copyOf(dataPlanes);
    routes = List.copyOf(routes);
    backends = List.copyOf(backends);
    limits = List.copyOf(limits);
    services = List.copyOf(services);
    endpointSlices = List.copyOf(endpointSlices);
    configMaps = List.copyOf(configMaps);
    secrets = List.copyOf(secrets);
    unreadableSecrets = Map.copyOf(unreadableSecrets);
    unlistedSecrets = Map.copyOf(unlistedSecrets);
    namespaceLabels = Map.copyOf(namespaceLabels);
  }

  /** With all Secrets that there are. */
  public ResourceSet(
      List<DataPlane> dataPlanes,
      List<GatewayRoute> routes,
      List<ServiceBackend> backends,
      List<RateLimitPolicy> limits,
      List<Service> services,
      List<EndpointSlice> endpointSlices,
      List<ConfigMap> configMaps,
      List<Secret> secrets,
      Map<String, Map<String, String>> namespaceLabels,
      ClusterRules rules) {
    this(
        dataPlanes,
        routes,
        backends,
        limits,
        services,
        endpointSlices,
        configMaps,
        secrets,
        Map.of(),
        Map.of(),
        namespaceLabels,
        rules);
  }

  /** Without limits, ConfigMaps and Secrets. */
  public ResourceSet(
      List<DataPlane> dataPlanes,
      List<GatewayRoute> routes,
      List<ServiceBackend> backends,
      List<Service> services,
      List<EndpointSlice> endpointSlices,
      Map<String, Map<String, String>> namespaceLabels,
      ClusterRules rules) {
    this(
        dataPlanes,
        routes,
        backends,
        List.of(),
        services,
        endpointSlices,
        List.of(),
        List.of(),
        namespaceLabels,
        rules);
  }
}
