package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileWatchTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;
  private Path watched;
  private final AtomicInteger told = new AtomicInteger();

  @SuppressWarnings("NullAway.Init") // JUnit calls prepare before each test.
  FileWatchTest() {}

  @BeforeEach
  void prepare() throws IOException {
    watched = Files.createDirectory(directory.resolve("watched"));
  }

  private void expectChanges(int count) {
    await().atMost(PATIENCE).until(() -> told.get() >= count);
    assertThat(told).hasValue(count);
  }

  /** Appears with its content: a watch that looks in between would tell of the empty file too. */
  private void create(Path file, String text) throws IOException {
    Path outside = Files.writeString(directory.resolve("outside"), text);
    Files.move(outside, file, StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void tellsOfNewChangedRenamedAndRemovedFiles() throws IOException {
    Path file = watched.resolve("deep/route.yaml");
    try (FileWatch watch = FileWatch.of(List.of(watched))) {
      watch.start(told::incrementAndGet);
      Files.createDirectories(file.getParent());
      create(file, "a: 1");
      expectChanges(1);
      Files.writeString(file, "2", StandardOpenOption.APPEND);
      expectChanges(2);
      Path next = watched.resolve("deep/.next");
      create(next, "a: 33");
      expectChanges(3);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
      expectChanges(4);
      Files.delete(file);
      expectChanges(5);
    }
  }

  @Test
  void followsTheLinksOfAMountedConfigMap() throws IOException {
    Path first = Files.createDirectory(watched.resolve("..1"));
    Files.writeString(first.resolve("route.yaml"), "a: 1");
    Path second = Files.createDirectory(watched.resolve("..2"));
    Files.writeString(second.resolve("route.yaml"), "a: 2");
    Path data = Files.createSymbolicLink(watched.resolve("..data"), first);
    Files.createSymbolicLink(watched.resolve("route.yaml"), data.resolve("route.yaml"));
    try (FileWatch watch = FileWatch.of(List.of(watched))) {
      watch.start(told::incrementAndGet);
      Path swapped = Files.createSymbolicLink(directory.resolve("..next"), second);
      Files.move(swapped, data, StandardCopyOption.ATOMIC_MOVE);
      expectChanges(1);
    }
  }

  @Test
  void goesOnWhenTheDirectoryIsAwayForAWhile() throws IOException {
    try (FileWatch watch = FileWatch.of(List.of(watched))) {
      watch.start(told::incrementAndGet);
      Files.delete(watched);
      expectChanges(1);
      Files.createDirectory(watched);
      Files.writeString(watched.resolve("route.yaml"), "a: 1");
      await().atMost(PATIENCE).until(() -> told.get() >= 2);
    }
  }
}
