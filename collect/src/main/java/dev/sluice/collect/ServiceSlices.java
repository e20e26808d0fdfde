package dev.sluice.collect;

import dev.sluice.compiler.Endpoints;
import dev.sluice.snapshot.ObjectKey;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** EndpointSlices as parts of a Service, to which a label binds them. */
final class ServiceSlices {
  private ServiceSlices() {}

  /** Empty if it is nobody's. */
  static Optional<ObjectKey> serviceOf(EndpointSlice slice) {
    Map<String, String> labels = slice.getMetadata().getLabels();
    String name = labels == null ? null : labels.get(Endpoints.SERVICE_NAME_LABEL);
    return name == null
        ? Optional.empty()
        : Optional.of(new ObjectKey(slice.getMetadata().getNamespace(), name));
  }

  /** Whether nobody who sends requests there sees a difference. */
  static boolean same(EndpointSlice before, EndpointSlice now) {
    return Objects.equals(before.getEndpoints(), now.getEndpoints())
        && Objects.equals(before.getPorts(), now.getPorts())
        && Objects.equals(before.getAddressType(), now.getAddressType())
        && serviceOf(before).equals(serviceOf(now));
  }
}
