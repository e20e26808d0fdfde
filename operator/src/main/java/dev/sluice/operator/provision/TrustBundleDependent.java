package dev.sluice.operator.provision;

import dev.sluice.crds.DataPlane;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;

/** The authorities that data planes accept for the operator, mounted into their pods. */
final class TrustBundleDependent extends CRUDKubernetesDependentResource<ConfigMap, DataPlane> {
  static final String KEY = "ca.crt";

  private final PlaneSettings settings;

  TrustBundleDependent(PlaneSettings settings) {
    super(ConfigMap.class, "trustbundle");
    this.settings = settings;
  }

  @Override
  protected ConfigMap desired(DataPlane dataPlane, Context<DataPlane> context) {
    return new ConfigMapBuilder()
        .withMetadata(PlaneNames.metadata(dataPlane))
        .addToData(KEY, settings.trustBundle().get())
        .build();
  }
}
