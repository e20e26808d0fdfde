package dev.sluice.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.crds.GatewayRoute;
import dev.sluice.operator.cluster.ApiServer;
import dev.sluice.operator.cluster.ApiServerExtension;
import dev.sluice.operator.publish.ServingPlane;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the compiler finds, as conditions of routes on a real API server. */
@ExtendWith(ApiServerExtension.class)
final class RouteConditionsIT {
  private final ApiServer cluster;
  private final OperatorFixture fixture;

  RouteConditionsIT(ApiServer cluster) {
    this.cluster = cluster;
    this.fixture = new OperatorFixture(cluster);
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
  }

  private void applyOpenPlane() {
    fixture.kubectlApply(
        """
        apiVersion: sluice.dev/v1alpha1
        kind: DataPlane
        metadata: {name: public}
        spec: {allowedRoutes: {namespaces: {from: All}}}
        """);
  }

  /** A route that needs no backend. */
  private void applyRoute(String namespace, String name, String host, String path, String more) {
    ApiServer.KubectlResult result =
        cluster.kubectl(
            """
            apiVersion: sluice.dev/v1alpha1
            kind: GatewayRoute
            metadata: {name: %s}
            spec:
              dataPlaneRefs: [{name: public, namespace: %s}]
              hostnames: [%s]%s
              rules:
              - matches: [{path: {type: PathPrefix, value: %s}}]
                filters: [{type: DirectResponse, directResponse: {statusCode: 200, body: %s}}]
            """
                .formatted(name, fixture.namespace(), host, more, path, name),
            "apply",
            "--namespace=" + namespace,
            "--server-side",
            "-f",
            "-");
    assertThat(result.exit()).as(result.output()).isZero();
  }

  private GatewayRoute route(String namespace, String name) {
    return Objects.requireNonNull(
        fixture.admin().resources(GatewayRoute.class).inNamespace(namespace).withName(name).get());
  }

  private List<Condition> conditions(String namespace, String name) {
    var status = route(namespace, name).getStatus();
    List<Condition> conditions = status == null ? null : status.conditions();
    return conditions == null ? List.of() : conditions;
  }

  private void awaitCondition(String namespace, String name, String type, String wanted) {
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(OperatorFixture.condition(conditions(namespace, name), type))
                    .isEqualTo(wanted));
  }

  private String message(String namespace, String name, String type) {
    return conditions(namespace, name).stream()
        .filter(condition -> condition.getType().equals(type))
        .map(Condition::getMessage)
        .findFirst()
        .orElse("");
  }

  /** Ages are told in seconds. */
  private static void awaitNextSecondAfter(GatewayRoute route) {
    Instant created = Instant.parse(route.getMetadata().getCreationTimestamp());
    await()
        .atMost(OperatorFixture.PATIENCE)
        .until(() -> Instant.now().isAfter(created.plusMillis(1_500)));
  }

  @Test
  void aSuspendedRouteIsReadyAndNotServedUntilItIsTakenUpAgain() throws Exception {
    RunningOperator operator = fixture.startOperator("operator-0");
    applyOpenPlane();
    String here = fixture.namespace();
    applyRoute(here, "rests", "rests.example.com", "/", "\n  suspend: true");
    applyRoute(here, "works", "works.example.com", "/", "");
    ServingPlane plane = fixture.joinPlane(operator, "pod-1");
    awaitCondition(here, "works", "Ready", "True Ready");
    awaitCondition(here, "rests", "Ready", "True Suspended");
    assertThat(OperatorFixture.condition(conditions(here, "rests"), "Accepted")).startsWith("True");
    assertThat(OperatorFixture.condition(conditions(here, "rests"), "Programmed"))
        .isEqualTo("False Suspended");
    assertThat(plane.routes()).containsExactly("works");
    String other = route(here, "works").getMetadata().getResourceVersion();

    applyRoute(here, "rests", "rests.example.com", "/", "");
    awaitCondition(here, "rests", "Ready", "True Ready");
    assertThat(plane.routes()).containsExactly("rests", "works");
    assertThat(route(here, "works").getMetadata().getResourceVersion()).isEqualTo(other);
  }

  @Test
  void aHostOfAnotherNamespaceIsConflictedUntilItsOwnerGoes() throws Exception {
    RunningOperator operator = fixture.startOperator("operator-0");
    applyOpenPlane();
    String here = fixture.namespace();
    String there = cluster.namespace("owner");
    applyRoute(there, "owner", "shared.example.com", "/", "");
    applyRoute(here, "works", "works.example.com", "/", "");
    ServingPlane plane = fixture.joinPlane(operator, "pod-1");
    awaitCondition(there, "owner", "Ready", "True Ready");
    awaitCondition(here, "works", "Ready", "True Ready");
    awaitNextSecondAfter(route(there, "owner"));
    String owner = route(there, "owner").getMetadata().getResourceVersion();
    String works = route(here, "works").getMetadata().getResourceVersion();

    applyRoute(here, "claims", "shared.example.com", "/mine", "");
    awaitCondition(here, "claims", "Accepted", "False Conflicted");
    awaitCondition(here, "claims", "Ready", "False Conflicted");
    assertThat(message(here, "claims", "Accepted")).contains(there).contains("shared.example.com");
    assertThat(plane.routes()).containsExactlyInAnyOrder("owner", "works");
    assertThat(route(there, "owner").getMetadata().getResourceVersion()).isEqualTo(owner);

    fixture.admin().resource(route(there, "owner")).delete();
    awaitCondition(here, "claims", "Ready", "True Ready");
    assertThat(OperatorFixture.condition(conditions(here, "claims"), "Accepted"))
        .startsWith("True");
    assertThat(plane.routes()).containsExactlyInAnyOrder("claims", "works");
    assertThat(route(here, "works").getMetadata().getResourceVersion()).isEqualTo(works);
  }
}
