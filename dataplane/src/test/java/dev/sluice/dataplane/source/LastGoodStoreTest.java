package dev.sluice.dataplane.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.limit.quota.Replicated;
import dev.sluice.snapshot.EncodedSnapshot;
import dev.sluice.snapshot.EqualShare;
import dev.sluice.snapshot.PushMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
        store.save(new KeptState(state, Optional.empty()));
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
  void byHowManyLimitsAreDividedOutlivesTheProcess() throws Exception {
    Replicated three = new Replicated(7, new EqualShare(3, 1));
    try (LastGoodStore store = LastGoodStore.open(directory)) {
      assertThat(store.replicas()).isEmpty();
      store.save(new Replicated(7, new EqualShare(2, 1)));
      store.save(three);
    }
    try (LastGoodStore store = LastGoodStore.open(directory)) {
      assertThat(store.replicas()).contains(three);
    }
    Files.write(directory.resolve(ReplicasFile.FILE), new byte[] {1, 2});
    try (LastGoodStore store = LastGoodStore.open(directory)) {
      assertThat(store.replicas()).isEmpty();
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

  private Optional<EncodedSnapshot> refusedAfter(HeldState state) throws Exception {
    try (LastGoodStore store = LastGoodStore.open(directory)) {
      assertThat(store.load()).contains(state);
      return store.refusedAfter(state);
    }
  }

  private void save(HeldState state, @Nullable HeldState refused) throws Exception {
    try (LastGoodStore store = LastGoodStore.open(directory)) {
      store.save(new KeptState(state, Optional.ofNullable(refused).map(HeldState::credentials)));
    }
  }

  @Test
  void whatWasRefusedIsKeptBesideWhatServes() throws Exception {
    save(state(200), state(201));
    assertThat(refusedAfter(state(200))).contains(state(201).credentials());
    HeldState moved =
        state(200)
            .with(
                new PushMessage.Endpoints(
                    Snapshots.at(300), List.of(Snapshots.endpoints("10.0.0.2"))));
    save(moved, state(201));
    assertThat(refusedAfter(moved)).contains(state(201).credentials());
  }

  @Test
  void theNextVersionThatServesEndsIt() throws Exception {
    save(state(200), state(201));
    save(state(202), null);
    assertThat(refusedAfter(state(202))).isEmpty();
    assertThat(directory.resolve(RefusedFile.FILE)).doesNotExist();
    // Also if it is the one that served before.
    save(state(202), state(203));
    save(state(202), null);
    assertThat(refusedAfter(state(202))).isEmpty();
  }

  @Test
  void whatWasRefusedAfterAnotherVersionDoesNotCount() throws Exception {
    save(state(200), state(201));
    Path refused = directory.resolve(RefusedFile.FILE);
    byte[] bytes = Files.readAllBytes(refused);
    save(state(202), null);
    // As after a crash between the two files.
    Files.write(refused, bytes);
    assertThat(refusedAfter(state(202))).isEmpty();
  }

  @Test
  void aDamagedOneIsPutAside() throws Exception {
    save(state(200), state(201));
    Path refused = directory.resolve(RefusedFile.FILE);
    Files.write(refused, new byte[] {1, 2, 3});
    assertThat(refusedAfter(state(200))).isEmpty();
    assertThat(refused).doesNotExist();
    assertThat(directory.resolve(RefusedFile.FILE + ".damaged")).exists();
  }
}
