package dev.sluice.operator.provision;

import dev.sluice.crds.DataPlane;
import dev.sluice.operator.keep.KeptSecrets;
import dev.sluice.operator.publish.TokenReviews;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.VolumeProjectionBuilder;
import java.util.List;

/** What the pods of a data plane read, and the little that they write. */
final class PlaneVolumes {
  static final String STATE_DIRECTORY = "/var/lib/sluice";
  static final String IDENTITY_DIRECTORY = "/var/run/sluice";
  static final String BOOTSTRAP_DIRECTORY = "/var/run/sluice-bootstrap";

  private static final long TOKEN_SECONDS = 3600;

  private PlaneVolumes() {}

  static List<Volume> of(DataPlane dataPlane) {
    return List.of(
        new VolumeBuilder()
            .withName("identity")
            .withNewProjected()
            .addNewSource()
            .withNewServiceAccountToken()
            .withAudience(TokenReviews.AUDIENCE)
            .withExpirationSeconds(TOKEN_SECONDS)
            .withPath("token")
            .endServiceAccountToken()
            .endSource()
            .addNewSource()
            .withNewConfigMap()
            .withName(PlaneNames.name(dataPlane))
            .addNewItem()
            .withKey(TrustBundleDependent.KEY)
            .withPath(TrustBundleDependent.KEY)
            .endItem()
            .endConfigMap()
            .endSource()
            .addNewSource()
            .withNewSecret()
            .withName(CookieKeySecret.name(dataPlane))
            .addNewItem()
            .withKey(CookieKeySecret.KEY)
            .withPath(CookieKeySecret.KEY)
            .endItem()
            .endSecret()
            .endSource()
            .endProjected()
            .build(),
        bootstrap(dataPlane),
        emptyDirectory("state", "256Mi"),
        emptyDirectory("tmp", "64Mi"));
  }

  /** What the operator keeps, for a pod that starts without it; as much of that as there is. */
  private static Volume bootstrap(DataPlane dataPlane) {
    return new VolumeBuilder()
        .withName("bootstrap")
        .withNewProjected()
        .withSources(
            KeptSecrets.mounted(PlaneNames.key(dataPlane)).stream()
                .map(
                    part ->
                        new VolumeProjectionBuilder()
                            .withNewSecret()
                            .withName(part.secret())
                            .withOptional(true)
                            .addNewItem()
                            .withKey(KeptSecrets.KEY)
                            .withPath(part.file())
                            .endItem()
                            .endSecret()
                            .build())
                .toList())
        .endProjected()
        .build();
  }

  private static Volume emptyDirectory(String name, String limit) {
    return new VolumeBuilder()
        .withName(name)
        .withNewEmptyDir()
        .withSizeLimit(new Quantity(limit))
        .endEmptyDir()
        .build();
  }

  static List<VolumeMount> mounts() {
    return List.of(
        mount("identity", IDENTITY_DIRECTORY, true),
        mount("bootstrap", BOOTSTRAP_DIRECTORY, true),
        mount("state", STATE_DIRECTORY, false),
        mount("tmp", "/tmp", false));
  }

  /**
   * @param readOnly left out where it is false, as the API server shows it
   */
  private static VolumeMount mount(String volume, String path, boolean readOnly) {
    VolumeMountBuilder mount = new VolumeMountBuilder().withName(volume).withMountPath(path);
    return readOnly ? mount.withReadOnly(true).build() : mount.build();
  }
}
