package dev.sluice.operator.keep;

import dev.sluice.operator.keep.KeptSecrets.Half;
import dev.sluice.snapshot.KeptSnapshot;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.SnapshotException;
import dev.sluice.snapshot.SnapshotPart;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What lies in the Secrets of one data plane, as read.
 *
 * @param secrets of each half, by number of the part, without gaps
 * @param newest the whole snapshot in them, if there is one that belongs to this data plane
 * @param holder the half that must not be touched, for it holds {@code newest}
 * @param sequence the highest that was used
 */
record SnapshotShelf(
    Map<Half, List<Secret>> secrets, Optional<KeptSnapshot> newest, Half holder, long sequence) {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotShelf.class);

  /**
   * @param uid of the DataPlane: what was kept for another of the same name, deleted since, counts
   *     for nothing
   */
  static SnapshotShelf of(ObjectKey dataPlane, String uid, Map<Half, List<Secret>> secrets) {
    List<SnapshotPart> all = new ArrayList<>();
    Map<Half, List<SnapshotPart>> parts = new EnumMap<>(Half.class);
    secrets.forEach(
        (half, found) -> {
          List<SnapshotPart> readable =
              found.stream()
                  .filter(secret -> belongsTo(uid, secret))
                  .flatMap(secret -> part(dataPlane, secret).stream())
                  .toList();
          parts.put(half, readable);
          all.addAll(readable);
        });
    Optional<KeptSnapshot> newest = KeptSnapshot.newest(all);
    boolean inB =
        newest.isPresent()
            && newest.equals(KeptSnapshot.newest(parts.getOrDefault(Half.B, List.of())));
    long sequence = all.stream().mapToLong(SnapshotPart::sequence).max().orElse(0);
    return new SnapshotShelf(secrets, newest, inB ? Half.B : Half.A, sequence);
  }

  List<Secret> of(Half half) {
    return secrets.getOrDefault(half, List.of());
  }

  private static boolean belongsTo(String uid, Secret secret) {
    return secret.getMetadata().getOwnerReferences().stream()
        .anyMatch(owner -> uid.equals(owner.getUid()));
  }

  private static Optional<SnapshotPart> part(ObjectKey dataPlane, Secret secret) {
    String text = secret.getData() == null ? null : secret.getData().get(KeptSecrets.KEY);
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(SnapshotPart.of(Base64.getDecoder().decode(text)));
    } catch (IllegalArgumentException | SnapshotException e) {
      LOG.warn(
          "Secret {}/{} is passed over: {}",
          dataPlane.namespace(),
          secret.getMetadata().getName(),
          e.getMessage());
      return Optional.empty();
    }
  }
}
