package dev.sluice.dataplane.source;

import dev.sluice.snapshot.KeptSnapshot;
import dev.sluice.snapshot.SnapshotException;
import dev.sluice.snapshot.SnapshotPart;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the operator keeps for pods that start without it: a directory with a file for each {@link
 * SnapshotPart}, mounted into the pod. Whoever replaces the files does so one by one, so what does
 * not fit together is passed over.
 *
 * @param directory may be missing: then there is nothing
 */
public record KeptByOperator(Path directory) {
  private static final Logger LOG = LoggerFactory.getLogger(KeptByOperator.class);

  Optional<HeldState> load() {
    List<SnapshotPart> parts = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        // Kubernetes puts directories of its own beside the files, with names of two dots.
        if (Files.isRegularFile(file)) {
          read(file).ifPresent(parts::add);
        }
      }
      return KeptSnapshot.newest(parts).map(kept -> HeldState.of(kept.open()));
    } catch (NoSuchFileException | NotDirectoryException e) {
      return Optional.empty();
    } catch (IOException | SnapshotException e) {
      LOG.error("the snapshot in {} is not used: {}", directory, e.toString());
      return Optional.empty();
    }
  }

  private static Optional<SnapshotPart> read(Path file) throws IOException {
    try {
      return Optional.of(SnapshotPart.of(Files.readAllBytes(file)));
    } catch (SnapshotException e) {
      LOG.warn("{} is passed over: {}", file, e.getMessage());
      return Optional.empty();
    } catch (NoSuchFileException e) {
      // Taken away while the directory was read.
      return Optional.empty();
    }
  }
}
