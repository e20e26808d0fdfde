package dev.sluice.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.crds.DataPlaneEntry;
import dev.sluice.crds.RateLimitPolicy;
import dev.sluice.operator.cluster.ApiServer;
import dev.sluice.operator.cluster.ApiServerExtension;
import dev.sluice.operator.publish.ServingPlane;
import dev.sluice.snapshot.RateLimitSection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The life of a RateLimitPolicy on a real API server, with the rights of the chart. */
@ExtendWith(ApiServerExtension.class)
final class RateLimitPolicyIT {
  private final OperatorFixture fixture;

  RateLimitPolicyIT(ApiServer cluster) {
    this.fixture = new OperatorFixture(cluster);
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
  }

  private void applyLimits(String target, String requests) {
    fixture.kubectlApply(
        """
        apiVersion: sluice.dev/v1alpha1
        kind: RateLimitPolicy
        metadata: {name: few}
        spec:
          targetRefs: [%s]
          limits: [{name: all, when: [{path: {type: Glob, value: %s}}], limit: {requests: %s, per: 1m}}]
        """
            .formatted(target, requests.equals("20") ? "/a**b" : "/**", requests));
  }

  private void awaitCondition(String type, String wanted) {
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(() -> assertThat(fixture.limitsCondition("few", type)).isEqualTo(wanted));
  }

  private RateLimitPolicy policy() {
    return Objects.requireNonNull(fixture.limits("few"));
  }

  @Test
  void aPolicyIsReadyKeepsItsLastGoodVersionIsMendedAndGoes() throws Exception {
    RunningOperator operator = fixture.startOperator("operator-0");
    fixture.applyPlane();
    fixture.applyBackend("orders");
    fixture.applyRoute("orders", "/", "orders");
    String route = "{kind: GatewayRoute, name: orders}";
    applyLimits(route, "10");
    ServingPlane plane = fixture.joinPlane(operator, "pod-1");
    awaitCondition("Ready", "True Ready");
    assertThat(fixture.limitsCondition("few", "Programmed")).isEqualTo("True Programmed");
    assertThat(plane.limits()).containsExactly("few/all=10 at 1");
    String routeVersion =
        Objects.requireNonNull(fixture.route("orders")).getMetadata().getResourceVersion();
    DataPlaneEntry entry = entries().getFirst();
    assertThat(entry.name()).isEqualTo("public");
    assertThat(entry.section()).startsWith("sha256:");

    // The API server knows no globs, the compiler does.
    applyLimits(route + ", {kind: DataPlane, name: public}", "20");
    awaitCondition("Stalled", "True InvalidGlob");
    awaitCondition("Ready", "False InvalidGlob");
    assertThat(policy().getStatus().observedGeneration())
        .isEqualTo(policy().getMetadata().getGeneration());
    // Its targets are those of now.
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(() -> assertThat(plane.limits()).containsExactly("few/all=10 at 2"));

    applyLimits(route, "30");
    awaitCondition("Ready", "True Ready");
    assertThat(fixture.limitsCondition("few", "Stalled")).isEmpty();
    assertThat(plane.limits()).containsExactly("few/all=30 at 1");
    assertThat(Objects.requireNonNull(fixture.route("orders")).getMetadata().getResourceVersion())
        .as("a policy that changes is a change of no route")
        .isEqualTo(routeVersion);

    fixture.admin().resource(policy()).delete();
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(() -> assertThat(plane.limits()).isEmpty());
  }

  private List<DataPlaneEntry> entries() {
    return Objects.requireNonNullElse(policy().getStatus().dataPlanes(), List.of());
  }

  @Test
  void aPolicyWithoutTargetsThatAreServedSaysWhy() throws Exception {
    RunningOperator operator = fixture.startOperator("operator-0");
    fixture.applyPlane();
    ServingPlane plane = fixture.joinPlane(operator, "pod-1");
    applyLimits("{kind: GatewayRoute, name: orders}", "10");
    awaitCondition("Ready", "False TargetNotFound");
    fixture.applyBackend("orders");
    applyBackendPolicy();
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(fixture.limitsCondition("other", "Ready")).isEqualTo("True NotReferenced");
              assertThat(fixture.limitsCondition("other", "Programmed"))
                  .isEqualTo("False NotReferenced");
            });
    assertThat(plane.limits()).isEmpty();
    fixture.applyRoute("orders", "/", "orders");
    awaitCondition("Ready", "True Ready");
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(
            () -> assertThat(fixture.limitsCondition("other", "Ready")).isEqualTo("True Ready"));
    assertThat(plane.limits()).containsExactly("few/all=10 at 1", "other/all=5 at 1");
  }

  private void applyBackendPolicy() {
    fixture.kubectlApply(
        """
        apiVersion: sluice.dev/v1alpha1
        kind: RateLimitPolicy
        metadata: {name: other}
        spec:
          targetRefs: [{kind: ServiceBackend, name: orders}]
          limits: [{name: all, limit: {requests: 5, per: 1m}}]
        """);
  }

  @Test
  void aDataPlaneThatCannotUseAPolicySaysSoOnIt() throws Exception {
    RunningOperator operator = fixture.startOperator("operator-0");
    fixture.applyPlane();
    fixture.applyBackend("orders");
    fixture.applyRoute("orders", "/", "orders");
    ServingPlane plane =
        fixture.joinPlane(
            operator,
            "pod-1",
            section ->
                section instanceof RateLimitSection ? Optional.of("not today") : Optional.empty());
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(() -> assertThat(plane.routes()).containsExactly("orders"));
    applyLimits("{kind: DataPlane, name: public}", "10");
    awaitCondition("Programmed", "False RejectedByDataPlane");
    assertThat(fixture.limitsCondition("few", "Accepted")).isEqualTo("True Accepted");
  }
}
