package dev.sluice.operator.provision;

import dev.sluice.crds.DataPlane;
import dev.sluice.crds.DeploymentSpec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pods of a data plane: one container that may do nothing but serve. */
final class PlanePod {
  static final int HEALTH_PORT = 9902;

  private static final String CONTAINER = "dataplane";
  private static final long USER = 65532;

  /**
   * The data plane drains for 30 s at most, after the seconds in which others learn that it goes.
   */
  private static final long GRACE_SECONDS = 60;

  private static final long PRE_STOP_SECONDS = 5;
  private static final int FIRST_UNPRIVILEGED_PORT = 1024;

  private PlanePod() {}

  static PodTemplateSpec template(DataPlane dataPlane, PlaneSettings settings) {
    DeploymentSpec deployment =
        dataPlane.getSpec() == null ? null : dataPlane.getSpec().deployment();
    DeploymentSpec.PodTemplate wanted = deployment == null ? null : deployment.podTemplate();
    var template =
        new PodTemplateSpecBuilder()
            .withNewMetadata()
            .withLabels(labels(dataPlane, wanted))
            .withAnnotations(annotations(wanted))
            .endMetadata()
            .withNewSpec()
            .withServiceAccountName(PlaneNames.name(dataPlane))
            .withAutomountServiceAccountToken(false)
            .withEnableServiceLinks(false)
            .withTerminationGracePeriodSeconds(GRACE_SECONDS)
            .withNewSecurityContext()
            .withRunAsNonRoot(true)
            .withRunAsUser(USER)
            .withRunAsGroup(USER)
            .withFsGroup(USER)
            .withNewSeccompProfile()
            .withType("RuntimeDefault")
            .endSeccompProfile()
            .endSecurityContext()
            .withContainers(container(dataPlane, settings, deployment))
            .withVolumes(PlaneVolumes.of(dataPlane))
            .endSpec()
            .build();
    if (Listeners.ports(dataPlane).values().stream().anyMatch(p -> p < FIRST_UNPRIVILEGED_PORT)) {
      template
          .getSpec()
          .getSecurityContext()
          .getSysctls()
          .add(
              new io.fabric8.kubernetes.api.model.Sysctl(
                  "net.ipv4.ip_unprivileged_port_start", "0"));
    }
    place(template, wanted == null ? null : wanted.spec());
    return template;
  }

  /** What the platform team says about where pods run and how they stop. */
  private static void place(PodTemplateSpec template, DeploymentSpec.@Nullable PodSpec wanted) {
    if (wanted == null) {
      return;
    }
    var spec = template.getSpec();
    spec.setNodeSelector(wanted.nodeSelector());
    spec.setTolerations(wanted.tolerations());
    spec.setAffinity(wanted.affinity());
    spec.setTopologySpreadConstraints(wanted.topologySpreadConstraints());
    spec.setPriorityClassName(wanted.priorityClassName());
    spec.setImagePullSecrets(wanted.imagePullSecrets());
    if (wanted.terminationGracePeriodSeconds() != null) {
      spec.setTerminationGracePeriodSeconds(wanted.terminationGracePeriodSeconds());
    }
  }

  private static Container container(
      DataPlane dataPlane, PlaneSettings settings, @Nullable DeploymentSpec deployment) {
    List<ContainerPort> ports = new ArrayList<>();
    Listeners.ports(dataPlane)
        .forEach(
            (name, port) ->
                ports.add(
                    new ContainerPortBuilder()
                        .withName(Listeners.portName(name, port))
                        .withContainerPort(port)
                        .withProtocol("TCP")
                        .build()));
    ports.add(
        new ContainerPortBuilder()
            .withName("health")
            .withContainerPort(HEALTH_PORT)
            .withProtocol("TCP")
            .build());
    return new ContainerBuilder()
        .withName(CONTAINER)
        .withImage(settings.image())
        .withArgs(arguments(dataPlane, settings))
        .addNewEnv()
        .withName("POD_NAME")
        .withNewValueFrom()
        .withNewFieldRef()
        .withFieldPath("metadata.name")
        .endFieldRef()
        .endValueFrom()
        .endEnv()
        // Kubernetes 1.35 and later give pods their node's label; without it this is empty.
        .addNewEnv()
        .withName("SLUICE_ZONE")
        .withNewValueFrom()
        .withNewFieldRef()
        .withFieldPath("metadata.labels['topology.kubernetes.io/zone']")
        .endFieldRef()
        .endValueFrom()
        .endEnv()
        .withPorts(ports)
        .withResources(resources(deployment))
        .withNewSecurityContext()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .endSecurityContext()
        .withStartupProbe(probe("/healthz", 1, 60))
        .withLivenessProbe(probe("/healthz", 10, 6))
        .withReadinessProbe(probe("/readyz", 2, 2))
        .withNewLifecycle()
        .withNewPreStop()
        .withNewSleep(PRE_STOP_SECONDS)
        .endPreStop()
        .endLifecycle()
        .withVolumeMounts(PlaneVolumes.mounts())
        .build();
  }

  private static List<String> arguments(DataPlane dataPlane, PlaneSettings settings) {
    return List.of(
        CONTAINER,
        "--data-plane",
        PlaneNames.key(dataPlane).toString(),
        "--instance",
        "$(POD_NAME)",
        "--config-service",
        settings.configService(),
        "--config-ca",
        PlaneVolumes.IDENTITY_DIRECTORY + "/" + TrustBundleDependent.KEY,
        "--token",
        PlaneVolumes.IDENTITY_DIRECTORY + "/token",
        "--cookie-key-file",
        PlaneVolumes.IDENTITY_DIRECTORY + "/" + CookieKeySecret.KEY,
        "--state-dir",
        PlaneVolumes.STATE_DIRECTORY,
        "--bootstrap-dir",
        PlaneVolumes.BOOTSTRAP_DIRECTORY);
  }

  private static Probe probe(String path, int periodSeconds, int failures) {
    return new ProbeBuilder()
        .withNewHttpGet()
        .withPath(path)
        .withPort(new IntOrString("health"))
        .endHttpGet()
        .withPeriodSeconds(periodSeconds)
        .withFailureThreshold(failures)
        .withTimeoutSeconds(2)
        .build();
  }

  private static ResourceRequirements resources(@Nullable DeploymentSpec deployment) {
    if (deployment != null && deployment.resources() != null) {
      return deployment.resources();
    }
    return new ResourceRequirementsBuilder()
        .addToRequests("cpu", new Quantity("250m"))
        .addToRequests("memory", new Quantity("384Mi"))
        .addToLimits("memory", new Quantity("1Gi"))
        .build();
  }

  private static Map<String, String> labels(
      DataPlane dataPlane, DeploymentSpec.@Nullable PodTemplate wanted) {
    Map<String, String> labels = new HashMap<>();
    if (wanted != null && wanted.metadata() != null && wanted.metadata().labels() != null) {
      labels.putAll(wanted.metadata().labels());
    }
    labels.putAll(PlaneNames.podSelector(dataPlane));
    labels.put(PlaneNames.MANAGED_BY, PlaneNames.OPERATOR);
    return labels;
  }

  private static Map<String, String> annotations(DeploymentSpec.@Nullable PodTemplate wanted) {
    return wanted == null || wanted.metadata() == null || wanted.metadata().annotations() == null
        ? Map.of()
        : wanted.metadata().annotations();
  }
}
