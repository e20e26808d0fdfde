package dev.sluice.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class KeptSnapshotTest {
  private static KeptSnapshot kept(long sequence, int length) {
    byte[] message = new byte[length];
    new Random(sequence).nextBytes(message);
    return new KeptSnapshot(sequence, message);
  }

  private static List<SnapshotPart> travelled(List<SnapshotPart> parts) {
    return parts.stream().map(part -> SnapshotPart.of(part.toBytes())).toList();
  }

  @Test
  void whatIsCutIsWholeAgainInWhateverOrderItComes() {
    for (int length : new int[] {0, 1, 99, 100, 101, 250}) {
      KeptSnapshot kept = kept(7, length);
      List<SnapshotPart> parts = new ArrayList<>(travelled(kept.cut(100)));
      Collections.reverse(parts);
      assertThat(KeptSnapshot.newest(parts)).contains(kept);
    }
  }

  @Test
  void noPartIsLargerThanAskedForButForALine() {
    assertThat(kept(1, 1_000).cut(300))
        .hasSize(4)
        .allSatisfy(part -> assertThat(part.toBytes()).hasSizeLessThan(300 + 160));
  }

  @Test
  void theNewestThatIsWholeCounts() {
    List<SnapshotPart> all = new ArrayList<>(kept(1, 250).cut(100));
    all.addAll(kept(2, 250).cut(100));
    assertThat(KeptSnapshot.newest(all)).contains(kept(2, 250));
  }

  @Test
  void anInterruptedWriteLeavesTheOneBefore() {
    List<SnapshotPart> newer = kept(2, 250).cut(100);
    for (int written = 0; written < newer.size(); written++) {
      List<SnapshotPart> all = new ArrayList<>(kept(1, 250).cut(100));
      all.addAll(newer.subList(0, written));
      assertThat(KeptSnapshot.newest(all)).contains(kept(1, 250));
    }
  }

  @Test
  void aDamagedPartSpoilsItsWholeOnly() {
    List<SnapshotPart> all = new ArrayList<>(kept(1, 250).cut(100));
    List<SnapshotPart> newer = kept(2, 250).cut(100);
    byte[] damaged = newer.get(1).toBytes();
    damaged[damaged.length - 1] ^= 1;
    all.addAll(List.of(newer.get(0), SnapshotPart.of(damaged), newer.get(2)));
    assertThat(KeptSnapshot.newest(all)).contains(kept(1, 250));
  }

  @Test
  void whatIsNoPartIsRefused() {
    for (byte[] bytes :
        List.of(new byte[0], new byte[400], "sluice-snapshot 2 1 0 1".getBytes(UTF_8))) {
      assertThatThrownBy(() -> SnapshotPart.of(bytes)).isInstanceOf(SnapshotException.class);
    }
  }

  @Test
  void contentIsNotPrinted() {
    KeptSnapshot kept = new KeptSnapshot(1, "secret".getBytes(UTF_8));
    assertThat(kept.toString() + kept.cut(100)).doesNotContain("secret");
  }
}
