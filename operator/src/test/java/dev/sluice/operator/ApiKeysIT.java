package dev.sluice.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.crds.DataPlane;
import dev.sluice.operator.chart.ChartRendering;
import dev.sluice.operator.cluster.ApiServer;
import dev.sluice.operator.cluster.ApiServerExtension;
import dev.sluice.operator.publish.ServingPlane;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Secrets with API keys, found by their labels on a real API server, with the chart's rights. */
@ExtendWith(ApiServerExtension.class)
final class ApiKeysIT {
  private final ApiServer cluster;
  private final OperatorFixture fixture;

  ApiKeysIT(ApiServer cluster) {
    this.cluster = cluster;
    this.fixture = new OperatorFixture(cluster);
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
  }

  @Test
  void keysComeAndGoWithTheirLabelsAndOnlyWhereTheyMayBeListed() throws Exception {
    RunningOperator operator = fixture.startOperator("operator-0");
    applyPlane();
    applyKey("partner-a", "partners", "canary-7f3a-0123456789-a");
    applyKey("stranger", "others", "canary-7f3a-0123456789-s");
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(() -> assertThat(refs()).startsWith("False SecretNotFound"));

    allowListing();
    ServingPlane plane = fixture.joinPlane(operator, "pod-1");
    awaitKeys(plane, OperatorFixture.PATIENCE, "partner-a");
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(() -> assertThat(refs()).startsWith("True"));

    applyKey("partner-b", "partners", "canary-7f3a-0123456789-b");
    awaitKeys(plane, OperatorFixture.PATIENCE, "partner-a", "partner-b");
    applyKey("partner-b", "others", "canary-7f3a-0123456789-b");
    awaitKeys(plane, OperatorFixture.PATIENCE, "partner-a");
    applyKey("partner-c", "partners", "canary");
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(() -> assertThat(refs()).startsWith("False InvalidSecret"));
    assertThat(plane.apiKeys()).containsExactly("partner-a");
    assertThat(
            fixture
                .admin()
                .resources(DataPlane.class)
                .inNamespace(fixture.namespace())
                .withName("public")
                .get()
                .getStatus()
                .toString())
        .doesNotContain("canary");

    fixture.admin().secrets().inNamespace(fixture.namespace()).withName("partner-a").delete();
    awaitKeys(plane, OperatorFixture.PATIENCE);
  }

  private static void awaitKeys(ServingPlane plane, Duration patience, String... names) {
    await()
        .atMost(patience)
        .untilAsserted(() -> assertThat(plane.apiKeys()).containsExactly(names));
  }

  private String refs() {
    DataPlane plane =
        fixture
            .admin()
            .resources(DataPlane.class)
            .inNamespace(fixture.namespace())
            .withName("public")
            .get();
    return plane == null || plane.getStatus() == null
        ? ""
        : OperatorFixture.condition(plane.getStatus().conditions(), "ResolvedRefs");
  }

  /** What {@code helm upgrade --set apiKeys.namespaces={…}} adds. */
  private void allowListing() {
    ChartRendering.render(Map.of("apiKeys", Map.of("namespaces", List.of(fixture.namespace()))))
        .stream()
        .filter(object -> object instanceof Role || object instanceof RoleBinding)
        .forEach(cluster::apply);
  }

  private void applyPlane() {
    fixture.kubectlApply(
        """
        apiVersion: sluice.dev/v1alpha1
        kind: DataPlane
        metadata: {name: public}
        spec:
          authentication:
            providers:
            - name: partners
              apiKey: {secretSelector: {matchLabels: {sluice.dev/api-keys: partners}}}
        """);
  }

  private void applyKey(String name, String label, String key) {
    fixture.kubectlApply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: %s, labels: {sluice.dev/api-keys: %s}}
        stringData: {key: %s}
        """
            .formatted(name, label, key));
  }
}
