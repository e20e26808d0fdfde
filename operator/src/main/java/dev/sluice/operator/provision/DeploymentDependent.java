package dev.sluice.operator.provision;

import dev.sluice.crds.DataPlane;
import dev.sluice.crds.DeploymentSpec;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;

/** The data plane's pods. A new one is ready before an old one goes. */
final class DeploymentDependent extends CRUDKubernetesDependentResource<Deployment, DataPlane> {
  private static final int DEFAULT_REPLICAS = 2;

  private final PlaneSettings settings;

  DeploymentDependent(PlaneSettings settings) {
    super(Deployment.class, "deployment");
    this.settings = settings;
  }

  static int replicas(DataPlane dataPlane) {
    DeploymentSpec deployment =
        dataPlane.getSpec() == null ? null : dataPlane.getSpec().deployment();
    return deployment == null || deployment.replicas() == null
        ? DEFAULT_REPLICAS
        : deployment.replicas();
  }

  @Override
  protected Deployment desired(DataPlane dataPlane, Context<DataPlane> context) {
    return new DeploymentBuilder()
        .withMetadata(PlaneNames.metadata(dataPlane))
        .withNewSpec()
        .withReplicas(replicas(dataPlane))
        .withNewSelector()
        .withMatchLabels(PlaneNames.podSelector(dataPlane))
        .endSelector()
        .withNewStrategy()
        .withType("RollingUpdate")
        .withNewRollingUpdate()
        .withMaxUnavailable(new IntOrString(0))
        .withMaxSurge(new IntOrString(1))
        .endRollingUpdate()
        .endStrategy()
        .withTemplate(PlanePod.template(dataPlane, settings))
        .endSpec()
        .build();
  }
}
