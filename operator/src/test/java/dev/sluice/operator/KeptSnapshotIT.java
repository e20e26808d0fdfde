package dev.sluice.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.crds.GatewayRoute;
import dev.sluice.crds.GatewayRouteStatus;
import dev.sluice.operator.cluster.ApiServer;
import dev.sluice.operator.cluster.ApiServerExtension;
import dev.sluice.operator.publish.ServingPlane;
import dev.sluice.snapshot.KeptSnapshot;
import dev.sluice.snapshot.PushMessage;
import dev.sluice.snapshot.SnapshotPart;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What outlives the operator's process, with the rights of the chart. */
@ExtendWith(ApiServerExtension.class)
final class KeptSnapshotIT {
  private final OperatorFixture fixture;

  KeptSnapshotIT(ApiServer cluster) {
    this.fixture = new OperatorFixture(cluster);
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
  }

  private List<Secret> secrets() {
    return fixture.admin().secrets().inNamespace(fixture.namespace()).list().getItems().stream()
        .filter(secret -> secret.getMetadata().getName().startsWith("sluice-public-snapshot-"))
        .toList();
  }

  /** As a pod sees them. */
  private Optional<PushMessage.FullSnapshot> kept() {
    return KeptSnapshot.newest(
            secrets().stream()
                .map(secret -> Base64.getDecoder().decode(secret.getData().get("part")))
                .map(SnapshotPart::of)
                .toList())
        .map(KeptSnapshot::open);
  }

  private void awaitKept(ServingPlane plane) {
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(plane.version()).isNotEmpty();
              assertThat(kept().map(PushMessage.FullSnapshot::version)).contains(plane.version());
            });
  }

  /** Refused by the compiler, and not by the schema. */
  private void breakRoute() {
    fixture.kubectlApply(
        """
        apiVersion: sluice.dev/v1alpha1
        kind: GatewayRoute
        metadata: {name: orders}
        spec:
          dataPlaneRefs: [{name: public}]
          hostnames: [orders.example.com]
          rules:
          - matches: [{path: {type: PathPrefix, value: /orders}}]
            filters:
            - {type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: X-A, value: "${no.such}"}]}}
            backendRefs: [{name: orders}]
        """);
  }

  private Condition stalled() {
    GatewayRoute route = Objects.requireNonNull(fixture.route("orders"));
    GatewayRouteStatus status = route.getStatus();
    List<Condition> conditions = status == null ? null : status.conditions();
    if (conditions == null) {
      // An assertion, so that whoever awaits it goes on: the replica may not lead yet.
      throw new AssertionError("no status yet");
    }
    return conditions.stream()
        .filter(condition -> condition.getType().equals("Stalled"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("not stalled: " + conditions));
  }

  @Test
  void aRuleWhoseEditIsBrokenGoesOnAfterTheOperatorStartsAnew() throws Exception {
    RunningOperator first = fixture.startOperator("operator-0");
    fixture.applyPlane();
    fixture.applyBackend("orders");
    fixture.applyRoute("orders", "/orders", "orders");
    ServingPlane before = fixture.joinPlane(first, "pod-1");
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(() -> assertThat(before.routes()).containsExactly("orders"));
    breakRoute();
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(() -> assertThat(stalled().getStatus()).isEqualTo("True"));
    awaitKept(before);
    String version = before.version();
    Condition since = stalled();
    fixture.stop(first);

    RunningOperator second = fixture.startOperator("operator-1");
    ServingPlane after = fixture.joinPlane(second, "pod-1");
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(() -> assertThat(after.version()).isEqualTo(version));
    await().atMost(OperatorFixture.PATIENCE).until(second::leads);
    fixture.applyRoute("other", "/other", "orders");
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(after.routes()).containsExactly("orders", "other");
              assertThat(fixture.routeCondition("other", "Ready")).isEqualTo("True Ready");
            });
    assertThat(stalled()).isEqualTo(since);
    assertThat(since.getReason()).isEqualTo("UnknownVariable");
    assertThat(fixture.routeCondition("orders", "Ready")).isEqualTo("False UnknownVariable");

    fixture.applyRoute("orders", "/orders", "orders");
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(fixture.routeCondition("orders", "Ready")).isEqualTo("True Ready");
              assertThat(fixture.routeCondition("orders", "Stalled")).isEmpty();
            });
  }

  @Test
  void everyVersionIsKeptWholeInSecretsThatGoWithTheDataPlane() throws Exception {
    RunningOperator operator = fixture.startOperator("operator-0");
    fixture.applyPlane();
    fixture.applyBackend("orders");
    fixture.applyEndpoints("orders", "10.1.2.3");
    fixture.applyRoute("a", "/a", "orders");
    ServingPlane plane = fixture.joinPlane(operator, "pod-1");
    for (String route : List.of("b", "c", "d")) {
      fixture.applyRoute(route, "/" + route, "orders");
      await()
          .atMost(OperatorFixture.PATIENCE)
          .untilAsserted(() -> assertThat(plane.routes()).contains(route));
      awaitKept(plane);
    }
    assertThat(kept().orElseThrow().endpoints())
        .singleElement()
        .satisfies(
            set ->
                assertThat(set.endpoints().getFirst().endpoint().address()).isEqualTo("10.1.2.3"));
    assertThat(secrets())
        .hasSize(2)
        .allSatisfy(
            secret ->
                assertThat(secret.getMetadata().getOwnerReferences())
                    .singleElement()
                    .satisfies(
                        owner ->
                            assertThat(owner.getUid())
                                .isEqualTo(
                                    Objects.requireNonNull(fixture.plane())
                                        .getMetadata()
                                        .getUid())));
  }

  @Test
  void podsMountWhatIsKeptAndStartWithoutIt() throws Exception {
    fixture.startOperator("operator-0");
    fixture.applyPlane();
    await()
        .atMost(OperatorFixture.PATIENCE)
        .until(
            () ->
                fixture
                        .admin()
                        .apps()
                        .deployments()
                        .inNamespace(fixture.namespace())
                        .withName("sluice-public")
                        .get()
                    != null);
    Deployment deployment =
        fixture
            .admin()
            .apps()
            .deployments()
            .inNamespace(fixture.namespace())
            .withName("sluice-public")
            .get();
    assertThat(deployment.getSpec().getTemplate().getSpec().getVolumes())
        .filteredOn(volume -> volume.getName().equals("bootstrap"))
        .singleElement()
        .extracting(Volume::getProjected)
        .satisfies(
            projected ->
                assertThat(projected.getSources())
                    .hasSize(12)
                    .allSatisfy(source -> assertThat(source.getSecret().getOptional()).isTrue()));
  }
}
