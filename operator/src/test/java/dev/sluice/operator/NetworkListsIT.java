package dev.sluice.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.crds.GatewayRoute;
import dev.sluice.operator.cluster.ApiServer;
import dev.sluice.operator.cluster.ApiServerExtension;
import dev.sluice.operator.publish.ServingPlane;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Lists of networks in ConfigMaps of a real API server come to data planes by themselves. */
@ExtendWith(ApiServerExtension.class)
final class NetworkListsIT {
  private final OperatorFixture fixture;

  NetworkListsIT(ApiServer cluster) {
    this.fixture = new OperatorFixture(cluster);
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
  }

  @Test
  void aListThatChangesIsLiveAndABrokenOneCountsAsItWas() throws Exception {
    RunningOperator operator = fixture.startOperator("operator-0");
    fixture.applyPlane();
    fixture.kubectlApply(
        """
        apiVersion: sluice.dev/v1alpha1
        kind: GatewayRoute
        metadata: {name: guarded}
        spec:
          dataPlaneRefs: [{name: public}]
          hostnames: [guarded.example.com]
          ipAccess: {allowFrom: [{configMapRef: {name: lists, key: table.csv}}]}
          rules:
          - filters: [{type: DirectResponse, directResponse: {statusCode: 200}}]
        """);
    ServingPlane plane = fixture.joinPlane(operator, "pod-1");
    awaitRefs("False ConfigMapNotFound");
    list("192.0.2.0/24");
    awaitRefs("True");
    awaitNetworks(plane, "192.0.2.0/24");
    list("192.0.2.0/24\n198.51.100.0/24,at");
    awaitNetworks(plane, "192.0.2.0/24", "198.51.100.0/24");
    list("192.0.2.0/24\n198.51.100.0/33,at");
    awaitRefs("False InvalidNetworkList");
    assertThat(plane.networks()).containsExactly("192.0.2.0/24", "198.51.100.0/24");
    list("203.0.113.0/24");
    awaitNetworks(plane, "203.0.113.0/24");
    awaitRefs("True");

    // As long as a ConfigMap can be.
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 50_000; i++) {
      many.append("10.").append(i / 256).append('.').append(i % 256).append(".1\n");
    }
    list(many.toString());
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(() -> assertThat(plane.networks()).hasSize(50_000));
  }

  private void list(String lines) {
    fixture
        .admin()
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("lists")
                .withNamespace(fixture.namespace())
                .addToLabels("sluice.dev/region-table", "")
                .endMetadata()
                .withData(Map.of("table.csv", lines))
                .build())
        .createOr(existing -> existing.update());
  }

  private static void awaitNetworks(ServingPlane plane, String... networks) {
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(plane.networks())
                    .as(plane.routes() + " " + plane.received())
                    .containsExactly(networks));
  }

  private void awaitRefs(String refs) {
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(
            () -> {
              GatewayRoute route =
                  fixture
                      .admin()
                      .resources(GatewayRoute.class)
                      .inNamespace(fixture.namespace())
                      .withName("guarded")
                      .get();
              assertThat(route.getStatus()).isNotNull();
              assertThat(OperatorFixture.condition(route.getStatus().conditions(), "ResolvedRefs"))
                  .startsWith(refs);
            });
  }
}
