package dev.sluice.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.crds.DataPlane;
import dev.sluice.crds.DataPlaneStatus.RedisHealth;
import dev.sluice.operator.cluster.ApiServer;
import dev.sluice.operator.cluster.ApiServerExtension;
import dev.sluice.operator.publish.ServingPlane;
import dev.sluice.snapshot.StoreState;
import dev.sluice.snapshot.StoreState.Answers;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whether the store of limits answers, in the status of a DataPlane and of a RateLimitPolicy. */
@ExtendWith(ApiServerExtension.class)
final class StoreHealthIT {
  private static final StoreState UP = new StoreState(Answers.CONNECTED, 100, "");
  private static final StoreState GONE =
      new StoreState(Answers.UNAVAILABLE, 140, "there is no connection to Redis");

  private final OperatorFixture fixture;

  StoreHealthIT(ApiServer cluster) {
    fixture = new OperatorFixture(cluster);
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  private @Nullable RedisHealth told() {
    List<DataPlane> planes =
        fixture
            .admin()
            .resources(DataPlane.class)
            .inNamespace(fixture.namespace())
            .list()
            .getItems();
    return Objects.requireNonNull(planes.getFirst().getStatus()).redis();
  }

  private void awaitAvailable(String condition) {
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(fixture.limitsCondition("few", "StoreAvailable")).isEqualTo(condition));
  }

  private void awaitTold(RedisHealth wanted) {
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(() -> assertThat(told()).isEqualTo(wanted));
  }

  @Test
  void itStandsInBothStatusesAndReadyIsAsBefore() throws Exception {
    RunningOperator operator = fixture.startOperator("operator-0");
    fixture.kubectlApply(
        """
        apiVersion: sluice.dev/v1alpha1
        kind: DataPlane
        metadata: {name: public}
        spec: {redis: {address: "redis://redis.example.com:6379"}}
        ---
        apiVersion: sluice.dev/v1alpha1
        kind: RateLimitPolicy
        metadata: {name: few}
        spec:
          targetRefs: [{kind: DataPlane, name: public}]
          limits: [{name: all, limit: {requests: 10, per: 1m}, store: Redis, onStoreFailure: Closed}]
        """);
    ServingPlane one = fixture.joinPlane(operator, "pod-1");
    ServingPlane two = fixture.joinPlane(operator, "pod-2");
    one.tell(UP);
    two.tell(UP);
    awaitAvailable("True Connected");
    awaitTold(new RedisHealth(RedisHealth.State.Connected, 2, "1970-01-01T00:01:40Z", null));
    two.tell(GONE);
    awaitAvailable("False StoreUnavailable");
    awaitTold(
        new RedisHealth(
            RedisHealth.State.Unavailable,
            1,
            "1970-01-01T00:02:20Z",
            "there is no connection to Redis (1 of 2 data-plane replicas)"));
    assertThat(fixture.limitsCondition("few", "Ready")).isEqualTo("True Ready");
    assertThat(fixture.planeCondition("Ready")).isEqualTo("True Ready");
    two.tell(UP);
    awaitAvailable("True Connected");
    one.tell(StoreState.NONE);
    two.tell(StoreState.NONE);
    awaitAvailable("");
  }
}
