package dev.sluice.dataplane.source;

import static dev.sluice.dataplane.source.Snapshots.answering;
import static dev.sluice.dataplane.source.Snapshots.at;
import static dev.sluice.dataplane.source.Snapshots.full;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.KeptSnapshot;
import dev.sluice.snapshot.PushCodec;
import dev.sluice.snapshot.SnapshotPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeptByOperatorTest {
  @TempDir Path directory;

  static void keep(Path directory, String prefix, long sequence, int status, int most)
      throws IOException {
    byte[] message = PushCodec.encode(full(answering(status), at(status)));
    for (SnapshotPart part : new KeptSnapshot(sequence, message).cut(most)) {
      Files.write(directory.resolve(prefix + part.number()), part.toBytes());
    }
  }

  @Test
  void theNewestOfTheMountedSetsIsTaken() throws Exception {
    keep(directory, "a", 3, 203, 200);
    keep(directory, "b", 2, 202, 200);
    assertThat(new KeptByOperator(directory).load())
        .contains(HeldState.of(full(answering(203), at(203))));
  }

  @Test
  void filesAreReadThroughTheLinksThatKubernetesMakes() throws Exception {
    Path data = Files.createDirectory(directory.resolve("..2026_11_21"));
    keep(data, "a", 1, 201, 1 << 20);
    Files.createSymbolicLink(directory.resolve("..data"), data.getFileName());
    Files.createSymbolicLink(directory.resolve("a0"), Path.of("..data/a0"));
    assertThat(new KeptByOperator(directory).load())
        .contains(HeldState.of(full(answering(201), at(201))));
  }

  @Test
  void aSetThatIsJustBeingReplacedIsPassedOver() throws Exception {
    keep(directory, "a", 2, 202, 200);
    keep(directory, "b", 3, 203, 200);
    Files.delete(directory.resolve("b1"));
    Files.writeString(directory.resolve("b2"), "half of a part");
    assertThat(new KeptByOperator(directory).load())
        .contains(HeldState.of(full(answering(202), at(202))));
  }

  @Test
  void whatIsNotThereOrCannotBeUsedIsNothing() throws Exception {
    assertThat(new KeptByOperator(directory.resolve("missing")).load()).isEmpty();
    assertThat(new KeptByOperator(directory).load()).isEmpty();
    byte[] nonsense = {1, 2, 3};
    Files.write(
        directory.resolve("a0"), new KeptSnapshot(1, nonsense).cut(100).getFirst().toBytes());
    assertThat(new KeptByOperator(directory).load()).isEmpty();
  }
}
