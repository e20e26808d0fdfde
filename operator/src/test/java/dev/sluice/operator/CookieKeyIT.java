package dev.sluice.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.operator.cluster.ApiServer;
import dev.sluice.operator.cluster.ApiServerExtension;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Replicas of a data plane sign cookies alike, now and after every restart. */
@ExtendWith(ApiServerExtension.class)
final class CookieKeyIT {
  private static final String NAME = "sluice-public-cookie-key";

  private final OperatorFixture fixture;

  CookieKeyIT(ApiServer cluster) {
    this.fixture = new OperatorFixture(cluster);
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
  }

  private @Nullable Secret secret() {
    return fixture.admin().secrets().inNamespace(fixture.namespace()).withName(NAME).get();
  }

  private Secret awaitSecret() {
    await().atMost(OperatorFixture.PATIENCE).until(() -> secret() != null);
    return Objects.requireNonNull(secret());
  }

  private Deployment awaitDeployment() {
    var deployment =
        fixture
            .admin()
            .apps()
            .deployments()
            .inNamespace(fixture.namespace())
            .withName("sluice-public");
    await().atMost(OperatorFixture.PATIENCE).until(() -> deployment.get() != null);
    return Objects.requireNonNull(deployment.get());
  }

  @Test
  void aDataPlaneGetsAKeyOfItsOwnInItsPods() throws Exception {
    fixture.startOperator("operator-0");
    fixture.applyPlane();
    Secret secret = awaitSecret();
    assertThat(Base64.getDecoder().decode(secret.getData().get("cookie-key"))).hasSize(32);
    assertThat(secret.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(owner -> assertThat(owner.getName()).isEqualTo("public"));
    var pod = awaitDeployment().getSpec().getTemplate().getSpec();
    assertThat(pod.getContainers().getFirst().getArgs())
        .containsSequence("--cookie-key-file", "/var/run/sluice/cookie-key");
    assertThat(pod.getVolumes())
        .flatMap(
            volume ->
                volume.getProjected() == null
                    ? java.util.List.of()
                    : volume.getProjected().getSources())
        .anySatisfy(
            source ->
                assertThat(Objects.requireNonNull(source).toString()).contains("name=" + NAME));
  }

  @Test
  void aKeyThatIsThereStaysWhoeverMadeIt() throws Exception {
    fixture
        .admin()
        .secrets()
        .inNamespace(fixture.namespace())
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(NAME)
                .endMetadata()
                .addToStringData("cookie-key", "a key of our own, long enough to sign")
                .build())
        .create();
    String version = awaitSecret().getMetadata().getResourceVersion();
    fixture.startOperator("operator-0");
    fixture.applyPlane();
    awaitDeployment();
    assertThat(awaitSecret().getMetadata().getResourceVersion()).isEqualTo(version);
  }
}
