package dev.sluice.operator.keep;

import dev.sluice.compiler.resource.LastGood;
import dev.sluice.crds.DataPlane;
import dev.sluice.snapshot.EncodedSection;
import dev.sluice.snapshot.EncodedSnapshot;
import dev.sluice.snapshot.KeptSnapshot;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PushMessage;
import dev.sluice.snapshot.Section;
import dev.sluice.snapshot.Snapshot;
import dev.sluice.snapshot.SnapshotCodec;
import dev.sluice.snapshot.SnapshotException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was served before this operator replica started. */
public final class SnapshotReader {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotReader.class);

  private final SnapshotSecrets secrets;

  public SnapshotReader(SnapshotSecrets secrets) {
    this.secrets = secrets;
  }

  /**
   * @throws KubernetesClientException if the API server does not answer now; a right that is
   *     missing is told in the log
   */
  public LastGood lastGood(List<DataPlane> dataPlanes) {
    Map<ObjectKey, Snapshot> snapshots = new HashMap<>();
    for (DataPlane dataPlane : dataPlanes) {
      ObjectKey key =
          new ObjectKey(dataPlane.getMetadata().getNamespace(), dataPlane.getMetadata().getName());
      try {
        secrets
            .read(key, dataPlane.getMetadata().getUid())
            .newest()
            .flatMap(kept -> usable(key, kept))
            .ifPresent(snapshot -> snapshots.put(key, snapshot));
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
          throw e;
        }
        LOG.error(
            "what {} served last cannot be read: an edit that is broken now has no last good"
                + " version. Does the role have get for secrets? {}",
            key,
            e.getMessage());
      }
    }
    LOG.info("read what {} of {} data planes served last", snapshots.size(), dataPlanes.size());
    return new LastGood(snapshots);
  }

  private static Optional<Snapshot> usable(ObjectKey dataPlane, KeptSnapshot kept) {
    try {
      PushMessage.FullSnapshot full = kept.open();
      return decode(dataPlane, SnapshotCodec.assemble(full.version(), full.sections()));
    } catch (SnapshotException e) {
      LOG.error("what {} served last cannot be used: {}", dataPlane, e.getMessage());
      return Optional.empty();
    }
  }

  /** Section by section: one in the form of another release must not cost all the others. */
  private static Optional<Snapshot> decode(ObjectKey dataPlane, EncodedSnapshot encoded) {
    List<Section> sections = new ArrayList<>();
    for (EncodedSection section : encoded.sections()) {
      try {
        sections.add(SnapshotCodec.decode(section));
      } catch (SnapshotException e) {
        LOG.warn("of what {} served last: {}", dataPlane, e.getMessage());
      }
    }
    Snapshot snapshot = Snapshot.of(sections);
    return snapshot.gateway().key().object().equals(dataPlane)
        ? Optional.of(snapshot)
        : Optional.empty();
  }
}
