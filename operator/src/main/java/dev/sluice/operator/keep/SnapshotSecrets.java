package dev.sluice.operator.keep;

import dev.sluice.crds.DataPlane;
import dev.sluice.operator.keep.KeptSecrets.Half;
import dev.sluice.snapshot.KeptSnapshot;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.SnapshotPart;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Snapshots in Secrets: written part by part into the half that is free, so that the other stays
 * whole until the last part is there. Every write names the resource version that it replaces: of
 * two writers one gets a conflict.
 */
public final class SnapshotSecrets {
  private static final String TYPE = "sluice.dev/snapshot";
  private static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  private static final String OPERATOR = "sluice-operator";

  /** The API server takes 1 MiB in all. */
  private static final int MOST_BYTES = 700 << 10;

  private final KubernetesClient client;
  private final int mostBytes;

  public SnapshotSecrets(KubernetesClient client) {
    this(client, MOST_BYTES);
  }

  SnapshotSecrets(KubernetesClient client, int mostBytes) {
    this.client = client;
    this.mostBytes = mostBytes;
  }

  /** It has more parts than a set has Secrets. */
  static final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLarge(int bytes, int most) {
      super(bytes + " bytes compressed, and " + most + " can be kept");
    }
  }

  /** A name that is needed is taken by something that the operator did not make. */
  static final class NotOurs extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotOurs(String secret) {
      super("the Secret " + secret + " exists and was not made by the operator; rename it");
    }
  }

  /**
   * @throws io.fabric8.kubernetes.client.KubernetesClientException if the API server does not give
   *     them
   */
  SnapshotShelf read(ObjectKey dataPlane, String uid) {
    Map<Half, List<Secret>> found = new EnumMap<>(Half.class);
    for (Half half : Half.values()) {
      List<Secret> secrets = new ArrayList<>();
      for (int number = 0; number < KeptSecrets.MOST_PARTS; number++) {
        Secret secret =
            client
                .secrets()
                .inNamespace(dataPlane.namespace())
                .withName(KeptSecrets.name(dataPlane, half, number))
                .get();
        if (secret == null) {
          break;
        }
        secrets.add(secret);
      }
      found.put(half, secrets);
    }
    return SnapshotShelf.of(dataPlane, uid, found);
  }

  /**
   * @param message {@code PushCodec} form of a full snapshot
   * @return what lies there then
   * @throws io.fabric8.kubernetes.client.KubernetesClientException if a part cannot be written: the
   *     snapshot before stays whole, and {@code shelf} must be read anew
   */
  SnapshotShelf write(DataPlane dataPlane, ObjectKey key, SnapshotShelf shelf, byte[] message) {
    KeptSnapshot next = new KeptSnapshot(shelf.sequence() + 1, message);
    List<SnapshotPart> parts = next.cut(mostBytes);
    if (parts.size() > KeptSecrets.MOST_PARTS) {
      throw new TooLarge(message.length, mostBytes * KeptSecrets.MOST_PARTS);
    }
    Half half = shelf.newest().isPresent() ? shelf.holder().other() : Half.A;
    List<Secret> before = shelf.of(half);
    List<Secret> after = new ArrayList<>();
    for (SnapshotPart part : parts) {
      Secret secret = secret(dataPlane, key, half, part);
      after.add(
          part.number() < before.size()
              ? replace(before.get(part.number()), secret)
              : client.resource(secret).create());
    }
    // From the last one on, so that those that are left have no gap.
    for (Secret left :
        before.subList(Math.min(parts.size(), before.size()), before.size()).reversed()) {
      client.resource(left).delete();
    }
    Map<Half, List<Secret>> secrets = new EnumMap<>(shelf.secrets());
    secrets.put(half, after);
    return new SnapshotShelf(secrets, Optional.of(next), half, next.sequence());
  }

  private Secret replace(Secret before, Secret secret) {
    Map<String, String> labels = before.getMetadata().getLabels();
    if (labels == null || !OPERATOR.equals(labels.get(MANAGED_BY))) {
      throw new NotOurs(before.getMetadata().getNamespace() + "/" + before.getMetadata().getName());
    }
    secret.getMetadata().setResourceVersion(before.getMetadata().getResourceVersion());
    return client.resource(secret).update();
  }

  private static Secret secret(DataPlane dataPlane, ObjectKey key, Half half, SnapshotPart part) {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace(key.namespace())
        .withName(KeptSecrets.name(key, half, part.number()))
        .addToLabels("app.kubernetes.io/name", "sluice-dataplane")
        .addToLabels("app.kubernetes.io/instance", key.name())
        .addToLabels(MANAGED_BY, OPERATOR)
        .withOwnerReferences(
            new OwnerReferenceBuilder()
                .withApiVersion(HasMetadata.getApiVersion(DataPlane.class))
                .withKind(HasMetadata.getKind(DataPlane.class))
                .withName(key.name())
                .withUid(dataPlane.getMetadata().getUid())
                .withController(true)
                .build())
        .endMetadata()
        .withType(TYPE)
        .addToData(KeptSecrets.KEY, Base64.getEncoder().encodeToString(part.toBytes()))
        .build();
  }
}
