package dev.sluice.compiler.resolve;

import dev.sluice.crds.BackendTarget;
import dev.sluice.crds.ServiceBackend;
import dev.sluice.crds.ServiceBackendSpec;
import dev.sluice.snapshot.ObjectKey;
import io.fabric8.kubernetes.api.model.Service;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Whether the Service that a backend names is there and can be used. */
enum ServiceLookup {
  /** The backend names none; it may still name it wrongly, which is not a route's business. */
  NOT_NAMED,
  FOUND,
  NO_SERVICE,
  NO_PORT,
  EXTERNAL_NAME;

  static ServiceLookup of(ServiceBackend backend, Function<ObjectKey, @Nullable Service> services) {
    ServiceBackendSpec spec = backend.getSpec();
    BackendTarget.ServiceTarget target =
        spec == null || spec.target() == null ? null : spec.target().service();
    return target == null
        ? NOT_NAMED
        : BackendResolver.serviceOf(backend)
            .map(key -> of(services.apply(key), target))
            .orElse(NO_SERVICE);
  }

  static ServiceLookup of(@Nullable Service service, BackendTarget.ServiceTarget target) {
    if (service == null) {
      return NO_SERVICE;
    }
    if (service.getSpec() != null && "ExternalName".equals(service.getSpec().getType())) {
      return EXTERNAL_NAME;
    }
    return ServiceEndpoints.port(service, target).isEmpty() ? NO_PORT : FOUND;
  }
}
