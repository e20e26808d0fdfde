package dev.sluice.compiler;

import dev.sluice.compiler.resource.ClusterRules;
import dev.sluice.compiler.resource.ObjectKeys;
import dev.sluice.crds.ServiceBackend;
import dev.sluice.snapshot.EndpointSet;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Where a backend is now. A function of its own, so that a pod that comes or goes costs no work on
 * routes.
 */
public final class Endpoints {
  /** Names the Service that an EndpointSlice belongs to. */
  public static final String SERVICE_NAME_LABEL = "kubernetes.io/service-name";

  private Endpoints() {}

  /**
   * @param service the Service that the backend names, if it exists
   * @param slices any; those of other namespaces and other Services are left out
   */
  public static EndpointSet of(
      ServiceBackend backend,
      Optional<Service> service,
      Collection<EndpointSlice> slices,
      ClusterRules rules) {
    return new EndpointSet(ObjectKeys.of(backend), List.of());
  }
}
