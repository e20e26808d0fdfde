package dev.sluice.operator.provision;

import dev.sluice.crds.DataPlane;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import java.util.List;

/**
 * Where clients reach the data plane. The type is left to the platform team: absent it is
 * ClusterIP, and what they set (LoadBalancer, annotations of their cloud) stays.
 */
final class ServiceDependent extends CRUDKubernetesDependentResource<Service, DataPlane> {
  ServiceDependent() {
    super(Service.class, "service");
  }

  @Override
  protected Service desired(DataPlane dataPlane, Context<DataPlane> context) {
    List<ServicePort> ports =
        Listeners.ports(dataPlane).entrySet().stream()
            .map(
                listener ->
                    new ServicePortBuilder()
                        .withName(listener.getKey())
                        .withPort(listener.getValue())
                        .withProtocol("TCP")
                        .withTargetPort(new IntOrString(listener.getValue()))
                        .build())
            .toList();
    return new ServiceBuilder()
        .withMetadata(PlaneNames.metadata(dataPlane))
        .withNewSpec()
        .withSelector(PlaneNames.podSelector(dataPlane))
        .withPorts(ports)
        .endSpec()
        .build();
  }
}
