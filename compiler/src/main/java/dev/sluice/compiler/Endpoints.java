package dev.sluice.compiler;

import dev.sluice.compiler.resolve.BackendAddresses;
import dev.sluice.compiler.resolve.BackendResolver;
import dev.sluice.crds.ServiceBackend;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.ObjectKey;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.Collection;
import java.util.Optional;

/**
 * Where a backend is now. A function of its own, so that a pod that comes or goes costs no work on
 * routes.
 */
public final class Endpoints {
  /** Names the Service that an EndpointSlice belongs to. */
  public static final String SERVICE_NAME_LABEL = "kubernetes.io/service-name";

  private Endpoints() {}

  /** The Service that a backend names, whether or not it exists. */
  public static Optional<ObjectKey> serviceOf(ServiceBackend backend) {
    return BackendResolver.serviceOf(backend);
  }

  /**
   * @param service the one that the backend names, if it exists
   * @param slices any; those of other namespaces and other Services are left out
   * @param addresses {@link BackendAddresses#of} the resources of the last compilation
   */
  public static EndpointSet of(
      ServiceBackend backend,
      Optional<Service> service,
      Collection<EndpointSlice> slices,
      BackendAddresses addresses) {
    return BackendResolver.endpoints(backend, service, slices, addresses);
  }
}
