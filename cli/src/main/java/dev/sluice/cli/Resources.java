package dev.sluice.cli;

import dev.sluice.collect.ClusterList;
import dev.sluice.compiler.Compilation;
import dev.sluice.compiler.CompileCache;
import dev.sluice.compiler.Compiler;
import dev.sluice.compiler.resource.ClusterRules;
import dev.sluice.compiler.resource.LastGood;
import dev.sluice.compiler.resource.ObjectKeys;
import dev.sluice.compiler.resource.ResourceKind;
import dev.sluice.compiler.resource.ResourceRef;
import dev.sluice.compiler.resource.ResourceSet;
import dev.sluice.compiler.resource.SecretSelection;
import dev.sluice.compiler.yaml.LoadedObject;
import dev.sluice.compiler.yaml.Problem;
import dev.sluice.compiler.yaml.ResourceLoader;
import dev.sluice.crds.AllowedRoutes;
import dev.sluice.crds.AllowedRoutes.From;
import dev.sluice.crds.AllowedRoutes.Namespaces;
import dev.sluice.crds.DataPlane;
import dev.sluice.crds.DataPlaneSpec;
import dev.sluice.crds.GatewayRoute;
import dev.sluice.crds.HostnameGrant;
import dev.sluice.crds.RateLimitPolicy;
import dev.sluice.crds.ServiceBackend;
import dev.sluice.snapshot.ObjectKey;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The resources of some directories, as all commands that read directories understand them.
 *
 * @param objects that can be used
 * @param problems of reading them, sorted
 * @param unreadableSecrets of a cluster: as in {@link ResourceSet}
 * @param unlistedSecrets likewise
 */
record Resources(
    List<LoadedObject> objects,
    List<Problem> problems,
    Map<ObjectKey, String> unreadableSecrets,
    Map<SecretSelection, String> unlistedSecrets) {
  Resources(List<LoadedObject> objects, List<Problem> problems) {
    this(objects, problems, Map.of(), Map.of());
  }

  /** Name and namespace of the data plane that serves when the files name none. */
  static final ObjectKey DEFAULT_DATA_PLANE = new ObjectKey("default", "default");

  static Resources of(ResourceLoader.Loaded loaded) {
    return new Resources(loaded.objects(), loaded.problems());
  }

  /** What a cluster has. */
  static Resources ofCluster(List<HasMetadata> objects) {
    return new Resources(objects.stream().map(LoadedObject::ofCluster).toList(), List.of());
  }

  static Resources load(List<Path> directories) {
    return of(new ResourceLoader().load(directories));
  }

  /**
   * @param clusterRules judge as in a cluster: no default data plane, no loopback backends
   */
  Compiled compile(boolean clusterRules, LastGood lastGood, CompileCache cache) {
    ResourceSet set = set(clusterRules);
    Compilation compilation = Compiler.compile(set, lastGood, cache);
    Map<ResourceRef, LoadedObject> places = new HashMap<>();
    for (LoadedObject each : objects) {
      for (ResourceKind kind : ResourceKind.values()) {
        if (kind.text().equals(each.kind())) {
          places.put(new ResourceRef(kind, ObjectKeys.of(each.object())), each);
        }
      }
    }
    return Compiled.of(set, compilation, problems, places);
  }

  /** All that anything here refers to, whether it is here or not. */
  Set<ObjectKey> secretsReferredTo() {
    return Compiler.compile(set(true), LastGood.NOTHING).secrets();
  }

  /** All that anything here selects by labels. */
  Set<SecretSelection> secretsSelected() {
    return Compiler.compile(set(true), LastGood.NOTHING).selections();
  }

  /** With Secrets of the cluster. */
  Resources with(ClusterList.Secrets secrets) {
    List<LoadedObject> more = new ArrayList<>(objects);
    secrets.found().forEach(secret -> more.add(LoadedObject.ofCluster(secret)));
    return new Resources(more, problems, secrets.unreadable(), secrets.unlisted());
  }

  private ResourceSet set(boolean clusterRules) {
    List<DataPlane> dataPlanes = new ArrayList<>(every(DataPlane.class).toList());
    if (dataPlanes.isEmpty() && !clusterRules) {
      dataPlanes.add(defaultDataPlane());
    }
    Map<String, Map<String, String>> labels = new HashMap<>();
    every(Namespace.class)
        .forEach(
            namespace ->
                labels.put(
                    namespace.getMetadata().getName(),
                    namespace.getMetadata().getLabels() == null
                        ? Map.of()
                        : namespace.getMetadata().getLabels()));
    return new ResourceSet(
        dataPlanes,
        every(GatewayRoute.class).toList(),
        every(ServiceBackend.class).toList(),
        every(RateLimitPolicy.class).toList(),
        every(Service.class).toList(),
        every(EndpointSlice.class).toList(),
        every(ConfigMap.class).toList(),
        every(Secret.class).toList(),
        unreadableSecrets,
        unlistedSecrets,
        labels,
        clusterRules ? ClusterRules.CLUSTER : ClusterRules.COMMAND_LINE);
  }

  private <T extends HasMetadata> Stream<T> every(Class<T> type) {
    return objects.stream().map(LoadedObject::object).filter(type::isInstance).map(type::cast);
  }

  /**
   * Takes routes from all namespaces and grants them every host, so that a directory of routes
   * needs nothing else.
   */
  private static DataPlane defaultDataPlane() {
    DataPlane dataPlane = new DataPlane();
    dataPlane.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(DEFAULT_DATA_PLANE.namespace())
            .withName(DEFAULT_DATA_PLANE.name())
            .withGeneration(1L)
            .build());
    dataPlane.setSpec(
        new DataPlaneSpec(
            List.of(),
            true,
            new AllowedRoutes(new Namespaces(From.All, null)),
            List.of(new HostnameGrant(List.of("*"), List.of("*"))),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null));
    return dataPlane;
  }
}
