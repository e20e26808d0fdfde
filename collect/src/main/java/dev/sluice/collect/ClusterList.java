package dev.sluice.collect;

import dev.sluice.crds.DataPlane;
import dev.sluice.crds.GatewayRoute;
import dev.sluice.crds.ServiceBackend;
import dev.sluice.crds.SluiceApi;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;

/** The cluster at one moment, without watching it: for commands that judge once and are done. */
public final class ClusterList {
  /** What the compiler looks at; {@link ClusterSource} watches the same. */
  static final List<Class<? extends HasMetadata>> KINDS =
      List.of(
          DataPlane.class,
          GatewayRoute.class,
          ServiceBackend.class,
          Service.class,
          EndpointSlice.class,
          Namespace.class,
          ConfigMap.class);

  private ClusterList() {}

  /**
   * All objects that the compiler looks at, of all namespaces.
   *
   * @throws KubernetesClientException if the API server is away, does not know a kind, or does not
   *     let us list it: {@link ClusterCheck} finds words for the latter two
   */
  public static List<HasMetadata> read(KubernetesClient client) {
    List<HasMetadata> objects = new ArrayList<>();
    KINDS.forEach(kind -> objects.addAll(list(client, kind)));
    return objects;
  }

  private static <T extends HasMetadata> List<T> list(KubernetesClient client, Class<T> kind) {
    var everywhere = client.resources(kind).inAnyNamespace();
    return kind == ConfigMap.class
        ? everywhere.withLabel(SluiceApi.REGION_TABLE_LABEL).list().getItems()
        : everywhere.list().getItems();
  }
}
