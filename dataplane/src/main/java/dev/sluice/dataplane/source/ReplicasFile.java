package dev.sluice.dataplane.source;

import dev.sluice.dataplane.limit.quota.Replicated;
import dev.sluice.dataplane.state.StateFile;
import dev.sluice.snapshot.EqualShare;
import dev.sluice.snapshot.PushCodec;
import dev.sluice.snapshot.PushMessage;
import dev.sluice.snapshot.SnapshotException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * By how many replicas limits were divided, beside the last good snapshot: a restart while no
 * operator can be reached must not give each replica the whole. Written as the message that said
 * so, without what has run out by then.
 */
final class ReplicasFile {
  private static final Logger LOG = LoggerFactory.getLogger(ReplicasFile.class);
  static final String FILE = "replicas.json.gz";
  private static final int LONGEST = 4_096;
  private static final int ANY_LEASE = 1_000;

  private final StateFile file;

  ReplicasFile(Path directory) {
    this.file = new StateFile(directory, FILE);
  }

  Optional<Replicated> load() {
    try {
      Optional<byte[]> bytes = file.read(LONGEST);
      if (bytes.isEmpty()) {
        return Optional.empty();
      }
      if (PushCodec.decodePush(bytes.get()) instanceof PushMessage.Shares shares) {
        return Optional.of(
            new Replicated(shares.term(), new EqualShare(shares.replicas(), shares.rank())));
      }
      throw new SnapshotException("it is none");
    } catch (IOException | SnapshotException e) {
      LOG.error(
          "{} is not used: limits of all replicas count as those of one until the operator is"
              + " there: {}",
          file,
          e.getMessage());
      return Optional.empty();
    }
  }

  void write(Replicated replicated) throws IOException {
    file.write(
        PushCodec.encode(
            new PushMessage.Shares(
                replicated.term(),
                0,
                0,
                replicated.equal().replicas(),
                replicated.equal().rank(),
                true,
                ANY_LEASE,
                List.of())));
  }
}
