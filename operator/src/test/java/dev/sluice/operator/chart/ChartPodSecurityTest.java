package dev.sluice.operator.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Pod Security Standard {@code restricted}, rule by rule, and a read-only root besides. */
final class ChartPodSecurityTest {
  @ParameterizedTest
  @ValueSource(strings = {"default", "full"})
  void everyPodIsAdmittedToARestrictedNamespace(String values) throws IOException {
    List<Deployment> deployments =
        ChartRendering.render(
            Values.read(Path.of("src", "test", "resources", "charts", values + ".values.yaml")),
            Deployment.class);

    assertThat(deployments).isNotEmpty();
    for (Deployment deployment : deployments) {
      PodSpec pod = deployment.getSpec().getTemplate().getSpec();
      assertThat(pod.getHostNetwork()).isNull();
      assertThat(pod.getHostPID()).isNull();
      assertThat(pod.getHostIPC()).isNull();
      assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
      assertThat(pod.getSecurityContext().getRunAsUser()).isPositive();
      assertThat(pod.getSecurityContext().getSeccompProfile().getType())
          .isEqualTo("RuntimeDefault");
      assertThat(pod.getVolumes()).extracting(Volume::getHostPath).containsOnlyNulls();
      assertThat(pod.getInitContainers()).isEmpty();
      assertThat(pod.getContainers())
          .isNotEmpty()
          .allSatisfy(ChartPodSecurityTest::mustBeRestricted);
    }
  }

  private static void mustBeRestricted(Container container) {
    SecurityContext security = container.getSecurityContext();
    assertThat(security.getAllowPrivilegeEscalation()).isFalse();
    assertThat(security.getPrivileged()).isNull();
    assertThat(security.getRunAsNonRoot()).isTrue();
    assertThat(security.getReadOnlyRootFilesystem()).isTrue();
    assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(security.getCapabilities().getAdd()).isEmpty();
    assertThat(security.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(container.getPorts()).allSatisfy(port -> assertThat(port.getHostPort()).isNull());
    assertThat(container.getResources().getLimits()).containsKey("memory");
  }
}
