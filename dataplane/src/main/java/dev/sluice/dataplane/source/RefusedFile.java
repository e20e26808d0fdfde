package dev.sluice.dataplane.source;

import dev.sluice.dataplane.state.StateFile;
import dev.sluice.snapshot.EncodedSnapshot;
import dev.sluice.snapshot.Position;
import dev.sluice.snapshot.PushCodec;
import dev.sluice.snapshot.PushMessage;
import dev.sluice.snapshot.SnapshotCodec;
import dev.sluice.snapshot.SnapshotDelta;
import dev.sluice.snapshot.SnapshotException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a refused snapshot says of credentials, beside the last good one that went on serving: a
 * restart must not bring back what was taken away. Written as a delta from the version that it was
 * refused after.
 */
final class RefusedFile {
  private static final Logger LOG = LoggerFactory.getLogger(RefusedFile.class);
  static final String FILE = "refused.json.gz";

  private final StateFile file;
  private @Nullable String after;
  private @Nullable EncodedSnapshot written;

  RefusedFile(Path directory) {
    this.file = new StateFile(directory, FILE);
  }

  /** Empty if there is none, or it was refused after another. */
  synchronized Optional<EncodedSnapshot> load(String version) {
    try {
      Optional<byte[]> bytes = file.read(Integer.MAX_VALUE);
      if (bytes.isEmpty()) {
        return Optional.empty();
      }
      if (PushCodec.decodePush(bytes.get())
          instanceof PushMessage.Delta(var at, var delta, var none)) {
        after = delta.from();
        return version.equals(after)
            ? Optional.of(SnapshotCodec.assemble(delta.to(), delta.changed()))
            : Optional.empty();
      }
      throw new SnapshotException("it is none");
    } catch (IOException | SnapshotException e) {
      LOG.error(
          "what was refused last, {}, is not used: credentials that it took away count again until"
              + " the operator is there: {}",
          file,
          e.getMessage());
      try {
        LOG.error("kept as {}", file.putAside());
      } catch (IOException again) {
        LOG.error("{} cannot be put aside: {}", file, again.getMessage());
      }
      return Optional.empty();
    }
  }

  /** Whether there may be one that was refused after this. */
  synchronized boolean isAfter(String version) {
    return after == null || version.equals(after);
  }

  synchronized void write(String version, EncodedSnapshot credentials) throws IOException {
    if (version.equals(after) && credentials.equals(written)) {
      return;
    }
    file.write(
        PushCodec.encode(
            new PushMessage.Delta(
                Position.START,
                new SnapshotDelta(
                    version, credentials.version(), credentials.sections(), List.of()),
                List.of())));
    after = version;
    written = credentials;
  }

  synchronized void delete() throws IOException {
    file.delete();
    after = "";
    written = null;
  }
}
