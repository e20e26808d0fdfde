package dev.sluice.operator.keep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.crds.DataPlane;
import dev.sluice.operator.cluster.ApiServer;
import dev.sluice.operator.cluster.ApiServerExtension;
import dev.sluice.snapshot.KeptSnapshot;
import dev.sluice.snapshot.ObjectKey;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ApiServerExtension.class)
final class SnapshotSecretsIT {
  private static final int MOST = 100;

  private final KubernetesClient admin;
  private final SnapshotSecrets secrets;
  private final ObjectKey key;
  private DataPlane dataPlane = new DataPlane();

  SnapshotSecretsIT(ApiServer cluster) {
    this.admin = cluster.admin();
    this.secrets = new SnapshotSecrets(admin, MOST);
    this.key = new ObjectKey(cluster.namespace("keep"), "public");
  }

  @BeforeEach
  void applyPlane() {
    dataPlane = made();
  }

  private DataPlane made() {
    return admin
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: sluice.dev/v1alpha1
                kind: DataPlane
                metadata: {namespace: %s, name: public}
                spec: {default: false}
                """
                    .formatted(key.namespace()),
                DataPlane.class))
        .create();
  }

  private static byte[] message(int seed, int length) {
    byte[] message = new byte[length];
    new Random(seed).nextBytes(message);
    return message;
  }

  private SnapshotShelf read() {
    return secrets.read(key, dataPlane.getMetadata().getUid());
  }

  private SnapshotShelf write(SnapshotShelf shelf, byte[] message) {
    return secrets.write(dataPlane, key, shelf, message);
  }

  private List<String> names() {
    return admin.secrets().inNamespace(key.namespace()).list().getItems().stream()
        .map(secret -> secret.getMetadata().getName())
        .sorted(Comparator.naturalOrder())
        .toList();
  }

  private byte[] newest() {
    return read().newest().map(KeptSnapshot::message).orElseThrow();
  }

  @Test
  void whatIsWrittenLastIsReadAndPartsThatAreLeftOverGo() {
    SnapshotShelf shelf = read();
    assertThat(shelf.newest()).isEmpty();
    for (int length : new int[] {350, 250, 50, 120}) {
      shelf = write(shelf, message(length, length));
      assertThat(newest()).isEqualTo(message(length, length));
    }
    assertThat(names())
        .containsExactly(
            "sluice-public-snapshot-a0", "sluice-public-snapshot-b0", "sluice-public-snapshot-b1");
  }

  @Test
  void aReplicaThatReadsGoesOnWhereAnotherStopped() {
    write(write(read(), message(1, 250)), message(2, 250));
    write(read(), message(3, 150));
    assertThat(newest()).isEqualTo(message(3, 150));
    assertThat(read().sequence()).isEqualTo(3);
  }

  @Test
  void aWriterThatIsInterruptedLeavesTheOneBefore() {
    SnapshotShelf shelf = write(write(read(), message(1, 250)), message(2, 250));
    // The second of three parts is not any more what this writer read.
    Secret second = admin.secrets().inNamespace(key.namespace()).withName(partOfFreeHalf(1)).get();
    second.getMetadata().getLabels().put("touched", "yes");
    admin.resource(second).update();
    assertThatThrownBy(() -> write(shelf, message(3, 250)))
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(409));
    assertThat(newest()).isEqualTo(message(2, 250));
    write(read(), message(4, 250));
    assertThat(newest()).isEqualTo(message(4, 250));
  }

  private static String partOfFreeHalf(int number) {
    return "sluice-public-snapshot-a" + number;
  }

  @Test
  void whatWasKeptForAnotherDataPlaneOfThatNameCountsForNothing() {
    write(read(), message(1, 250));
    admin.resource(dataPlane).delete();
    dataPlane = made();
    assertThat(read().newest()).isEmpty();
    write(read(), message(2, 150));
    assertThat(newest()).isEqualTo(message(2, 150));
  }

  @Test
  void whatDoesNotFitIsRefusedAndTheOneBeforeStays() {
    SnapshotShelf shelf = write(read(), message(1, 250));
    assertThatThrownBy(() -> write(shelf, message(2, MOST * KeptSecrets.MOST_PARTS + 1)))
        .isInstanceOf(SnapshotSecrets.TooLarge.class);
    assertThat(newest()).isEqualTo(message(1, 250));
  }

  @Test
  void aSecretOfSomebodyElseIsNotOverwritten() {
    admin
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(key.namespace())
                .withName(partOfFreeHalf(0))
                .endMetadata()
                .addToStringData("precious", "yes")
                .build())
        .create();
    assertThatThrownBy(() -> write(read(), message(1, 50)))
        .isInstanceOf(SnapshotSecrets.NotOurs.class)
        .hasMessageContaining("sluice-public-snapshot-a0");
  }
}
