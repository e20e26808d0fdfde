package dev.sluice.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.collect.ClusterSource;
import dev.sluice.compiler.resource.ClusterRules;
import dev.sluice.compiler.resource.ObjectKeys;
import dev.sluice.compiler.resource.ResourceSet;
import dev.sluice.crds.ServiceBackend;
import dev.sluice.operator.cluster.ApiServer;
import dev.sluice.operator.cluster.ApiServerExtension;
import dev.sluice.operator.keep.SnapshotReader;
import dev.sluice.operator.keep.SnapshotSecrets;
import dev.sluice.operator.publish.ServingPlane;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.SectionKey;
import dev.sluice.snapshot.SectionKind;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Secrets that backends refer to, on a real API server, with the rights of the chart. */
@ExtendWith(ApiServerExtension.class)
final class SecretsIT {
  private final ApiServer cluster;
  private final OperatorFixture fixture;

  SecretsIT(ApiServer cluster) {
    this.cluster = cluster;
    this.fixture = new OperatorFixture(cluster);
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
  }

  @Test
  void aRotatedSecretTravelsAndADeletedOneServesOn() throws Exception {
    RunningOperator operator = fixture.startOperator("operator-0");
    fixture.applyPlane();
    applySecret("github", "first");
    applyBackend("github");
    fixture.applyRoute("orders", "/orders", "orders");
    ServingPlane plane = fixture.joinPlane(operator, "pod-1");
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(plane.credentials()).containsExactly("github/token=first");
              assertThat(fixture.backendCondition("orders", "Ready")).isEqualTo("True Ready");
            });

    applySecret("github", "second");
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(
            () -> assertThat(plane.credentials()).containsExactly("github/token=second"));

    fixture.admin().secrets().inNamespace(fixture.namespace()).withName("github").delete();
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(fixture.backendCondition("orders", "ResolvedRefs"))
                    .isEqualTo("False SecretNotFound"));
    assertThat(plane.credentials()).containsExactly("github/token=second");

    // What was kept outlives the operator.
    awaitKept("second");
    fixture.stop(operator);
    RunningOperator next = fixture.startOperator("operator-1");
    ServingPlane other = fixture.joinPlane(next, "pod-2");
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(
            () -> assertThat(other.credentials()).containsExactly("github/token=second"));

    applySecret("github", "third");
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(other.credentials()).containsExactly("github/token=third");
              assertThat(fixture.backendCondition("orders", "Ready")).isEqualTo("True Ready");
            });
  }

  @Test
  void aSecretThatIsThereIsNeverReportedAsMissing() throws Exception {
    RunningOperator operator = fixture.startOperator("operator-0");
    fixture.applyPlane();
    fixture.applyRoute("orders", "/orders", "orders");
    applySecret("github", "first");
    try (var watch =
        fixture
            .admin()
            .resources(ServiceBackend.class)
            .inNamespace(fixture.namespace())
            .runnableInformer(0)) {
      Set<String> seen = ConcurrentHashMap.newKeySet();
      watch.addEventHandler(
          new ResourceEventHandler<>() {
            @Override
            public void onAdd(ServiceBackend backend) {
              note(backend);
            }

            @Override
            public void onUpdate(ServiceBackend before, ServiceBackend now) {
              note(now);
            }

            @Override
            public void onDelete(ServiceBackend gone, boolean unknown) {}

            private void note(ServiceBackend backend) {
              if (backend.getStatus() != null) {
                seen.add(
                    OperatorFixture.condition(backend.getStatus().conditions(), "ResolvedRefs"));
              }
            }
          });
      watch.run();
      applyBackend("github");
      ServingPlane plane = fixture.joinPlane(operator, "pod-1");
      await()
          .atMost(OperatorFixture.PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(plane.credentials()).containsExactly("github/token=first");
                assertThat(fixture.backendCondition("orders", "Ready")).isEqualTo("True Ready");
              });
      assertThat(seen).filteredOn(each -> each.startsWith("False")).isEmpty();
    }
  }

  @Test
  void theSecretOfTheOperatorIsRefusedWhateverItsNamespace() throws Exception {
    RunningOperator operator = fixture.startOperator("operator-0");
    fixture.applyPlane();
    fixture.applyRoute("orders", "/orders", "orders");
    ServingPlane plane = fixture.joinPlane(operator, "pod-1");
    await()
        .atMost(OperatorFixture.PATIENCE)
        .until(
            () ->
                fixture
                        .admin()
                        .secrets()
                        .inNamespace(fixture.namespace())
                        .withName("sluice-public-cookie-key")
                        .get()
                    != null);
    applyBackend("sluice-public-cookie-key");
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(fixture.backendCondition("orders", "ResolvedRefs"))
                    .isEqualTo("False InvalidSecret"));
    assertThat(plane.credentials()).isEmpty();
  }

  @Test
  void onlyWhatIsReferredToIsReadAndAThousandAreReadInTime() throws Exception {
    Set<ObjectKey> wanted = new TreeSet<>();
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 1_000; i++) {
        String name = "many-" + i;
        wanted.add(new ObjectKey(fixture.namespace(), name));
        writers.execute(() -> fixture.admin().resource(secret(name, "value")).create());
      }
    }
    fixture.admin().resource(secret("unwanted", "value")).create();
    ObjectKey absent = new ObjectKey(fixture.namespace(), "absent");
    wanted.add(absent);
    try (KubernetesClient operator = cluster.clientOf("sluice-system", "sluice-operator");
        ClusterSource source = new ClusterSource(operator, ClusterRules.CLUSTER, change -> {})) {
      source.want(wanted, Set.of());
      await()
          .atMost(OperatorFixture.PATIENCE)
          .until(() -> source.collect().resources().unreadableSecrets().isEmpty());
      ResourceSet read = source.collect().resources();
      wanted.remove(absent);
      assertThat(read.secrets()).extracting(ObjectKeys::of).hasSameElementsAs(wanted);
      assertThat(source.want(Set.of(absent), Set.of())).as("nothing new").isFalse();
      assertThat(source.collect().resources().secrets()).as("forgotten").isEmpty();
    }
  }

  @Test
  void aRoleThatMayNotReadSecretsIsToldSo() throws Exception {
    String namespace = fixture.namespace();
    cluster.apply(
        new ServiceAccountBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName("nobody")
            .endMetadata()
            .build());
    ObjectKey key = new ObjectKey(namespace, "github");
    applySecret("github", "first");
    try (KubernetesClient nobody = cluster.clientOf(namespace, "nobody");
        ClusterSource source = new ClusterSource(nobody, ClusterRules.CLUSTER, change -> {})) {
      source.want(Set.of(key), Set.of());
      await()
          .atMost(OperatorFixture.PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(
                          Objects.requireNonNull(
                              source.collect().resources().unreadableSecrets().get(key)))
                      .contains("let its role get Secrets in this namespace"));
      assertThat(source.collect().resources().secrets()).isEmpty();
    }
  }

  private void awaitKept(String token) {
    SectionKey key =
        new SectionKey(SectionKind.CREDENTIAL, new ObjectKey(fixture.namespace(), "github"));
    await()
        .atMost(OperatorFixture.PATIENCE)
        .until(
            () ->
                new SnapshotReader(new SnapshotSecrets(fixture.admin()))
                            .lastGood(List.of(Objects.requireNonNull(fixture.plane())))
                            .secret(key)
                            .orElse(null)
                        instanceof SecretSection.Credential kept
                    && kept.values().values().stream().anyMatch(it -> it.value().equals(token)));
  }

  private Secret secret(String name, String token) {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace(fixture.namespace())
        .withName(name)
        .endMetadata()
        .withStringData(Map.of("token", token))
        .build();
  }

  private void applySecret(String name, String token) {
    fixture.kubectlApply(
        "{apiVersion: v1, kind: Secret, metadata: {name: %s}, stringData: {token: %s}}"
            .formatted(name, token));
  }

  private void applyBackend(String secret) {
    fixture.kubectlApply(
        """
        apiVersion: sluice.dev/v1alpha1
        kind: ServiceBackend
        metadata: {name: orders}
        spec:
          target: {static: [{address: 10.1.2.3, port: 80}]}
          credentials: {bearer: {secretRef: {name: %s}}}
        """
            .formatted(secret));
  }
}
