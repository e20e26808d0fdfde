package dev.sluice.operator.provision;

import dev.sluice.crds.DataPlane;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;

/** Who the data plane's pods are. It has no rights at all; its token only proves the name. */
final class ServiceAccountDependent
    extends CRUDKubernetesDependentResource<ServiceAccount, DataPlane> {
  ServiceAccountDependent() {
    super(ServiceAccount.class, "serviceaccount");
  }

  @Override
  protected ServiceAccount desired(DataPlane dataPlane, Context<DataPlane> context) {
    return new ServiceAccountBuilder()
        .withMetadata(PlaneNames.metadata(dataPlane))
        .withAutomountServiceAccountToken(false)
        .build();
  }
}
