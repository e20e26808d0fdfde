package dev.sluice.collect;

import dev.sluice.compiler.resource.SecretSelection;
import dev.sluice.crds.DataPlane;
import dev.sluice.crds.GatewayRoute;
import dev.sluice.crds.RateLimitPolicy;
import dev.sluice.crds.ServiceBackend;
import dev.sluice.crds.SluiceApi;
import dev.sluice.snapshot.ObjectKey;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The cluster at one moment, without watching it: for commands that judge once and are done. */
public final class ClusterList {
  /** What the compiler looks at; {@link ClusterSource} watches the same. */
  static final List<Class<? extends HasMetadata>> KINDS =
      List.of(
          DataPlane.class,
          GatewayRoute.class,
          ServiceBackend.class,
          RateLimitPolicy.class,
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

  /**
   * @param unreadable those that may exist, and why they were not read: words after "the Secret"
   * @param unlisted selections of which nobody knows the Secrets, and why: words after "they"
   */
  public record Secrets(
      List<Secret> found,
      Map<ObjectKey, String> unreadable,
      Map<SecretSelection, String> unlisted) {
    public Secrets {
      unlisted = Map.copyOf(unlisted);
      found = List.copyOf(found);
      unreadable = Map.copyOf(unreadable);
    }
  }

  /**
   * Those of the Secrets that exist, and those that are selected.
   *
   * @throws KubernetesClientException if the API server is away
   */
  public static Secrets secrets(
      KubernetesClient client, Collection<ObjectKey> wanted, Collection<SecretSelection> selected) {
    List<Secret> found = new ArrayList<>();
    Map<ObjectKey, String> unreadable = new HashMap<>();
    for (ObjectKey key : wanted) {
      try {
        Secret secret = client.secrets().inNamespace(key.namespace()).withName(key.name()).get();
        if (secret != null) {
          found.add(secret);
        }
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
          throw e;
        }
        unreadable.put(key, "may not be read by you, so that it cannot be judged here");
      }
    }
    Map<SecretSelection, String> unlisted = new HashMap<>();
    for (SecretSelection selection : selected) {
      try {
        found.addAll(
            client
                .secrets()
                .inNamespace(selection.namespace())
                .withLabels(selection.labels())
                .list()
                .getItems());
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
          throw e;
        }
        unlisted.put(selection, "may not be listed by you, so that they cannot be judged here");
      }
    }
    return new Secrets(found, unreadable, unlisted);
  }

  private static <T extends HasMetadata> List<T> list(KubernetesClient client, Class<T> kind) {
    var everywhere = client.resources(kind).inAnyNamespace();
    if (kind != ConfigMap.class) {
      return everywhere.list().getItems();
    }
    List<T> labelled =
        new ArrayList<>(everywhere.withLabel(SluiceApi.REGION_TABLE_LABEL).list().getItems());
    labelled.addAll(everywhere.withLabel(SluiceApi.JSON_SCHEMA_LABEL).list().getItems());
    return labelled;
  }
}
