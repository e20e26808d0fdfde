package dev.sluice.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.crds.DataPlaneStatus;
import dev.sluice.crds.GatewayRoute;
import dev.sluice.crds.GatewayRouteStatus;
import dev.sluice.operator.cluster.ApiServer;
import dev.sluice.operator.cluster.ApiServerExtension;
import dev.sluice.operator.publish.FakePlane;
import dev.sluice.operator.publish.ServingPlane;
import dev.sluice.operator.publish.TokenReviews;
import dev.sluice.snapshot.Held;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PlaneMessage;
import dev.sluice.snapshot.PushMessage;
import dev.sluice.snapshot.PushProtocol;
import dev.sluice.snapshot.RouteSection;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** From {@code kubectl apply} to the statuses, with the rights of the chart. */
@ExtendWith(ApiServerExtension.class)
final class OperatorIT {
  private final ApiServer cluster;
  private final OperatorFixture fixture;

  OperatorIT(ApiServer cluster) {
    this.cluster = cluster;
    this.fixture = new OperatorFixture(cluster);
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
  }

  @Test
  void anAppliedRouteIsPushedAcknowledgedAndReady() throws Exception {
    RunningOperator operator = fixture.startOperator("operator-0");
    fixture.applyPlane();
    fixture.applyBackend("orders");
    fixture.applyEndpoints("orders", "10.1.2.3");
    fixture.applyRoute("orders", "/orders", "orders");
    ServingPlane one = fixture.joinPlane(operator, "pod-1");
    ServingPlane two = fixture.joinPlane(operator, "pod-2");
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(one.routes()).containsExactly("orders");
              assertThat(two.routes()).containsExactly("orders");
              assertThat(fixture.routeCondition("orders", "Accepted")).startsWith("True");
              assertThat(fixture.routeCondition("orders", "ResolvedRefs")).startsWith("True");
              assertThat(fixture.routeCondition("orders", "Programmed"))
                  .isEqualTo("True Programmed");
              assertThat(fixture.routeCondition("orders", "Ready")).isEqualTo("True Ready");
              assertThat(fixture.backendCondition("orders", "Ready")).isEqualTo("True Ready");
              assertThat(fixture.planeCondition("Ready")).isEqualTo("True Ready");
            });
  }

  private String version(String kind, String name) {
    return switch (kind) {
      case "route" -> metadata(fixture.route(name)).getResourceVersion();
      case "backend" -> metadata(fixture.backend(name)).getResourceVersion();
      default -> metadata(fixture.plane()).getResourceVersion();
    };
  }

  private static ObjectMeta metadata(@Nullable HasMetadata object) {
    if (object == null) {
      throw new AssertionError("no such object");
    }
    return object.getMetadata();
  }

  /** A data plane with one replica, two routes and a backend, everything ready. */
  private ServingPlane ready(RunningOperator operator) {
    fixture.applyPlane();
    fixture.applyBackend("orders");
    fixture.applyEndpoints("orders", "10.1.2.3");
    fixture.applyRoute("a", "/a", "orders");
    fixture.applyRoute("b", "/b", "orders");
    ServingPlane plane = fixture.joinPlane(operator, "pod-1");
    awaitReady("a", "b");
    return plane;
  }

  /** The same, and at rest: what is written from here on has a cause that came later. */
  private ServingPlane settled(RunningOperator operator) {
    ServingPlane plane = ready(operator);
    atRest(operator);
    return plane;
  }

  private void awaitReady(String... routes) {
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(
            () -> {
              for (String route : routes) {
                assertThat(fixture.routeCondition(route, "Ready")).isEqualTo("True Ready");
              }
              assertThat(fixture.backendCondition("orders", "Ready")).isEqualTo("True Ready");
              assertThat(fixture.planeCondition("Ready")).isEqualTo("True Ready");
            });
  }

  /** Until nothing has been written for longer than the reporter waits before it looks again. */
  private static void atRest(RunningOperator operator) {
    double[] before = {-1};
    await()
        .atMost(OperatorFixture.PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2_500))
        .until(
            () -> {
              double now = writes(operator);
              boolean same = now == before[0];
              before[0] = now;
              return same;
            });
  }

  private static double writes(RunningOperator operator) {
    return operator.metrics().statusWrites("DataPlane")
        + operator.metrics().statusWrites("GatewayRoute")
        + operator.metrics().statusWrites("ServiceBackend");
  }

  @Test
  void anEditOfOneRouteWritesItsStatusAndTheDataPlanesOnly() throws Exception {
    RunningOperator operator = fixture.startOperator("operator-0");
    ServingPlane plane = settled(operator);
    String other = version("route", "b");
    String backend = version("backend", "orders");
    double routeWrites = operator.metrics().statusWrites("GatewayRoute");
    fixture.applyRoute("a", "/edited", "orders");
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(
            () -> {
              GatewayRoute route = Objects.requireNonNull(fixture.route("a"));
              GatewayRouteStatus status = Objects.requireNonNull(route.getStatus());
              assertThat(status.observedGeneration()).isEqualTo(2);
              assertThat(fixture.routeCondition("a", "Ready")).isEqualTo("True Ready");
              DataPlaneStatus of =
                  Objects.requireNonNull(Objects.requireNonNull(fixture.plane()).getStatus());
              assertThat(of.version()).isEqualTo(plane.version());
              assertThat(of.acknowledged()).isEqualTo(1);
            });
    atRest(operator);
    assertThat(version("route", "b")).isEqualTo(other);
    assertThat(version("backend", "orders")).isEqualTo(backend);
    assertThat(operator.metrics().statusWrites("GatewayRoute") - routeWrites).isBetween(1.0, 2.0);
    assertThat(plane.received().getLast())
        .isInstanceOfSatisfying(
            PushMessage.Delta.class, delta -> assertThat(delta.delta().changed()).hasSize(1));
  }

  @Test
  void podsThatComeAndGoArePushedAndWriteNothing() throws Exception {
    RunningOperator operator = fixture.startOperator("operator-0");
    ServingPlane plane = settled(operator);
    double writes = writes(operator);
    String version = plane.version();
    ObjectKey backend = new ObjectKey(fixture.namespace(), "orders");
    fixture.applyEndpoints("orders", "10.1.2.3", "10.1.2.4");
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(Objects.requireNonNull(plane.endpoints().get(backend)).endpoints())
                    .extracting(placed -> placed.endpoint().address())
                    .containsExactly("10.1.2.3", "10.1.2.4"));
    fixture.applyEndpoints("orders", "10.1.2.4");
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(Objects.requireNonNull(plane.endpoints().get(backend)).endpoints())
                    .extracting(placed -> placed.endpoint().address())
                    .containsExactly("10.1.2.4"));
    assertThat(plane.received().getLast()).isInstanceOf(PushMessage.Endpoints.class);
    atRest(operator);
    assertThat(writes(operator)).isEqualTo(writes);
    assertThat(plane.version()).isEqualTo(version);
  }

  @Test
  void whatChangesNothingCostsNothing() throws Exception {
    RunningOperator operator = fixture.startOperator("operator-0");
    ServingPlane plane = settled(operator);
    double writes = writes(operator);
    int messages = plane.received().size();
    String deployment = deploymentVersion();
    fixture.applyRoute("a", "/a", "orders");
    fixture.kubectlAnnotate("gatewayroute/a", "note=1");
    fixture.kubectlAnnotate("dataplane/public", "note=1");
    fixture.kubectlAnnotate("service/orders", "note=1");
    atRest(operator);
    assertThat(writes(operator)).isEqualTo(writes);
    assertThat(plane.received()).hasSize(messages);
    assertThat(deploymentVersion()).isEqualTo(deployment);
  }

  private String deploymentVersion() {
    return metadata(deployment()).getResourceVersion();
  }

  private @Nullable Deployment deployment() {
    return fixture
        .admin()
        .apps()
        .deployments()
        .inNamespace(fixture.namespace())
        .withName("sluice-public")
        .get();
  }

  @Test
  void aRouteThatADataPlaneRefusesIsToldAndTheOthersGoOn() throws Exception {
    RunningOperator operator = fixture.startOperator("operator-0");
    fixture.applyPlane();
    fixture.applyBackend("orders");
    fixture.applyRoute("good", "/good", "orders");
    fixture.applyRoute("bad", "/bad", "orders");
    ServingPlane plane =
        fixture.joinPlane(
            operator,
            "pod-1",
            section ->
                section instanceof RouteSection route && route.route().name().equals("bad")
                    ? Optional.of("cannot be built")
                    : Optional.empty());
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(fixture.routeCondition("bad", "Accepted")).startsWith("True");
              assertThat(fixture.routeCondition("bad", "Programmed"))
                  .isEqualTo("False RejectedByDataPlane");
              assertThat(fixture.routeCondition("bad", "Ready"))
                  .isEqualTo("False RejectedByDataPlane");
              assertThat(fixture.routeCondition("good", "Ready")).isEqualTo("True Ready");
              assertThat(fixture.planeCondition("Programmed")).isEqualTo("True Programmed");
            });
    assertThat(plane.routes()).containsExactly("good");
  }

  @Test
  void onlyTheServiceAccountOfADataPlaneGetsItsConfiguration() throws Exception {
    RunningOperator operator = fixture.startOperator("operator-0");
    ready(operator);
    cluster.apply(
        new ServiceAccountBuilder()
            .withNewMetadata()
            .withNamespace(fixture.namespace())
            .withName("rogue")
            .endMetadata()
            .build());
    String rogue = cluster.token(fixture.namespace(), "rogue", TokenReviews.AUDIENCE);
    try (FakePlane plane =
        FakePlane.connect(operator.pushPort(), operator.trustBundle(), rogue, PushProtocol.V2)) {
      plane.hello(fixture.planeKey(), "rogue").send(new PlaneMessage.Subscribe(new Held.Nothing()));
      assertThat(plane.closeCode()).isEqualTo(4403);
    }
    String forApiServer = cluster.token(fixture.namespace(), "sluice-public", null);
    for (String token : List.of(forApiServer, "nonsense")) {
      assertThatThrownBy(
              () ->
                  FakePlane.connect(
                      operator.pushPort(), operator.trustBundle(), token, PushProtocol.V2))
          .cause()
          .isInstanceOfSatisfying(
              WebSocketHandshakeException.class,
              e -> assertThat(e.getResponse().statusCode()).isEqualTo(401));
    }
  }

  @Test
  void aSecondReplicaPublishesAndTakesTheLead() throws Exception {
    RunningOperator first = fixture.startOperator("operator-0");
    await().atMost(OperatorFixture.PATIENCE).until(first::leads);
    ServingPlane atFirst = ready(first);
    RunningOperator second = fixture.startOperator("operator-1");
    assertThat(second.leads()).isFalse();
    assertThat(second.trustBundle()).isEqualTo(first.trustBundle());
    ServingPlane atSecond = fixture.joinPlane(second, "pod-1");
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(() -> assertThat(atSecond.version()).isEqualTo(atFirst.version()));
    assertThat(atFirst.seesLeader()).isTrue();
    assertThat(atSecond.seesLeader()).isFalse();
    fixture.stop(first);
    await().atMost(OperatorFixture.PATIENCE).until(second::leads);
    fixture.applyRoute("c", "/c", "orders");
    awaitReady("a", "b", "c");
    assertThat(atSecond.seesLeader()).isTrue();
    assertThat(atSecond.position().term()).isGreaterThan(atFirst.position().term());
  }

  @Test
  void aReplicaThatListedEarlierServesADataPlaneThatComesOver() throws Exception {
    RunningOperator first = fixture.startOperator("operator-0");
    ready(first);
    // What listed later has seen more: every write moves the one counter of the store.
    fixture.kubectlAnnotate("dataplane/public", "note=2");
    RunningOperator second = fixture.startOperator("operator-1");
    ServingPlane atSecond = fixture.joinPlane(second, "pod-1");
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(() -> assertThat(atSecond.routes()).containsExactly("a", "b"));
    String token = cluster.token(fixture.namespace(), "sluice-public", TokenReviews.AUDIENCE);
    try (FakePlane moved =
        FakePlane.connect(first.pushPort(), first.trustBundle(), token, PushProtocol.V2)) {
      moved
          .hello(fixture.planeKey(), "pod-2")
          .send(
              new PlaneMessage.Subscribe(
                  new Held.Configuration(atSecond.version(), atSecond.position())));
      assertThat(moved.next(PushMessage.Endpoints.class).position().mayReplace(atSecond.position()))
          .isTrue();
    }
  }

  @Test
  void everythingGoesOnWhenTheApiServerComesBack() throws Exception {
    RunningOperator operator = fixture.startOperator("operator-0");
    ServingPlane plane = ready(operator);
    cluster.stopServer();
    String held = plane.version();
    cluster.restartServer();
    assertThat(plane.version()).isEqualTo(held);
    fixture.applyRoute("after", "/after", "orders");
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(plane.routes()).containsExactly("a", "after", "b");
              assertThat(fixture.routeCondition("after", "Ready")).isEqualTo("True Ready");
            });
  }

  @Test
  void dataPlanesAreProvisionedWithoutPrivileges() throws Exception {
    fixture.startOperator("operator-0");
    fixture.applyPlane();
    await().atMost(OperatorFixture.PATIENCE).until(() -> deployment() != null);
    Deployment deployment = Objects.requireNonNull(deployment());
    PodSpec pod = deployment.getSpec().getTemplate().getSpec();
    assertThat(deployment.getSpec().getReplicas()).isEqualTo(2);
    assertThat(pod.getServiceAccountName()).isEqualTo("sluice-public");
    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    Container container = pod.getContainers().getFirst();
    assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
    assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(container.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/readyz");
    assertThat(container.getArgs()).contains(fixture.planeKey().toString());
    assertThat(deployment.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(owner -> assertThat(owner.getKind()).isEqualTo("DataPlane"));
    // A Service that somebody deletes comes back, with what they set in another one left alone.
    var services = fixture.admin().services().inNamespace(fixture.namespace());
    await()
        .atMost(OperatorFixture.PATIENCE)
        .until(() -> services.withName("sluice-public").get() != null);
    services.withName("sluice-public").delete();
    await()
        .atMost(OperatorFixture.PATIENCE)
        .until(() -> services.withName("sluice-public").get() != null);
    assertThat(
            Objects.requireNonNull(services.withName("sluice-public").get()).getSpec().getPorts())
        .singleElement()
        .satisfies(port -> assertThat(port.getPort()).isEqualTo(8080));
  }

  @Test
  void whatIsAsWantedIsReadyThoughNothingIsServed() throws Exception {
    fixture.startOperator("operator-0");
    fixture.kubectlApply(
        """
        apiVersion: sluice.dev/v1alpha1
        kind: DataPlane
        metadata: {name: public}
        spec: {deployment: {replicas: 0}}
        """);
    fixture.applyBackend("orders");
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(fixture.planeCondition("Ready")).isEqualTo("True NoReplicas");
              assertThat(fixture.backendCondition("orders", "Ready"))
                  .isEqualTo("True NotReferenced");
            });
  }

  @Test
  void whatIsMissingIsNamed() throws Exception {
    RunningOperator operator = fixture.startOperator("operator-0");
    fixture.applyPlane();
    fixture.applyRoute("lost", "/lost", "nowhere");
    fixture.joinPlane(operator, "pod-1");
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(fixture.routeCondition("lost", "ResolvedRefs"))
                  .isEqualTo("False BackendNotFound");
              assertThat(fixture.routeCondition("lost", "Ready"))
                  .isEqualTo("False BackendNotFound");
            });
  }

  @Test
  void conditionsOfOthersAreLeftAlone() throws Exception {
    RunningOperator operator = fixture.startOperator("operator-0");
    settled(operator);
    GatewayRoute route = new GatewayRoute();
    route.setMetadata(
        new ObjectMetaBuilder().withNamespace(fixture.namespace()).withName("a").build());
    route.setStatus(
        new GatewayRouteStatus(
            null,
            List.of(
                new ConditionBuilder()
                    .withType("Audited")
                    .withStatus("True")
                    .withReason("Seen")
                    .withMessage("")
                    .withLastTransitionTime("2026-01-01T00:00:00Z")
                    .build()),
            null));
    fixture
        .admin()
        .resource(route)
        .subresource("status")
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager("auditor")
                .build(),
            route);
    double writes = writes(operator);
    atRest(operator);
    assertThat(writes(operator)).isEqualTo(writes);
    fixture.applyRoute("a", "/other", "orders");
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(
            () -> {
              GatewayRoute now = Objects.requireNonNull(fixture.route("a"));
              assertThat(Objects.requireNonNull(now.getStatus()).observedGeneration()).isEqualTo(2);
            });
    assertThat(fixture.routeCondition("a", "Audited")).isEqualTo("True Seen");
  }

  @Test
  void missingRightsAreNamedAtTheStart() {
    cluster.apply(
        new ServiceAccountBuilder()
            .withNewMetadata()
            .withNamespace(fixture.namespace())
            .withName("powerless")
            .endMetadata()
            .build());
    assertThatThrownBy(
            () ->
                new RunningOperator(
                    cluster.clientOf(fixture.namespace(), "powerless"), new OperatorOptions()))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("may not list dataplanes.sluice.dev")
        .hasMessageContaining("ClusterRole");
  }
}
