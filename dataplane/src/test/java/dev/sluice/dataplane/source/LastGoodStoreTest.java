package dev.sluice.dataplane.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LastGoodStoreTest {
  @TempDir Path directory;

  private static HeldState state(int status) {
    return HeldState.of(Snapshots.full(Snapshots.answering(status), Snapshots.at(status)));
  }

  private void saved(HeldState... states) throws IOException, InterruptedException {
    try (LastGoodStore store = LastGoodStore.open(directory)) {
      for (HeldState state : states) {
        store.save(state);
      }
    }
  }

  @Test
  void whatWasSavedLastIsLoaded() throws Exception {
    saved(state(200), state(201), state(202));
    try (LastGoodStore store = LastGoodStore.open(directory)) {
      assertThat(store.load()).contains(state(202));
    }
  }

  @Test
  void anEmptyDirectoryHoldsNothing() throws Exception {
    try (LastGoodStore store = LastGoodStore.open(directory.resolve("new/deep"))) {
      assertThat(store.load()).isEmpty();
    }
  }

  @Test
  void aDamagedFileIsPutAsideAndNotUsed() throws Exception {
    saved(state(200));
    Path file = directory.resolve(LastGoodStore.FILE);
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {0, 1, whole.length / 2, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      try (LastGoodStore store = LastGoodStore.open(directory)) {
        assertThat(store.load()).isEmpty();
      }
      assertThat(file).doesNotExist();
      assertThat(directory.resolve(LastGoodStore.FILE + ".damaged")).exists();
    }
  }

  @Test
  void aFileLeftHalfWrittenByACrashDoesNotCount() throws Exception {
    saved(state(200));
    Files.write(directory.resolve(LastGoodStore.FILE + ".next"), new byte[] {1, 2});
    try (LastGoodStore store = LastGoodStore.open(directory)) {
      assertThat(store.load()).contains(state(200));
    }
  }
}
