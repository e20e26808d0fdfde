package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileWatchTest {
  @TempDir Path directory;
  private final AtomicInteger told = new AtomicInteger();

  private void expectChanges(int count) {
    await().atMost(Duration.ofSeconds(10)).until(() -> told.get() >= count);
    assertThat(told).hasValue(count);
  }

  @Test
  void tellsOfNewChangedRenamedAndRemovedFiles() throws IOException {
    Path file = directory.resolve("deep/route.yaml");
    try (FileWatch watch = FileWatch.of(List.of(directory))) {
      watch.start(told::incrementAndGet);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "a: 1");
      expectChanges(1);
      Files.writeString(file, "a: 22");
      expectChanges(2);
      Path next = directory.resolve("deep/.next");
      Files.writeString(next, "a: 33");
      expectChanges(3);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
      expectChanges(4);
      Files.delete(file);
      expectChanges(5);
    }
  }

  @Test
  void followsTheLinksOfAMountedConfigMap() throws IOException {
    Path first = Files.createDirectory(directory.resolve("..1"));
    Files.writeString(first.resolve("route.yaml"), "a: 1");
    Path second = Files.createDirectory(directory.resolve("..2"));
    Files.writeString(second.resolve("route.yaml"), "a: 2");
    Path data = Files.createSymbolicLink(directory.resolve("..data"), first);
    Files.createSymbolicLink(directory.resolve("route.yaml"), data.resolve("route.yaml"));
    try (FileWatch watch = FileWatch.of(List.of(directory))) {
      watch.start(told::incrementAndGet);
      Path swapped = Files.createSymbolicLink(directory.resolve("..next"), second);
      Files.move(swapped, data, StandardCopyOption.ATOMIC_MOVE);
      expectChanges(1);
    }
  }

  @Test
  void goesOnWhenTheDirectoryIsAwayForAWhile() throws IOException {
    Path root = Files.createDirectory(directory.resolve("config"));
    try (FileWatch watch = FileWatch.of(List.of(root))) {
      watch.start(told::incrementAndGet);
      Files.delete(root);
      expectChanges(1);
      Files.createDirectory(root);
      Files.writeString(root.resolve("route.yaml"), "a: 1");
      await().atMost(Duration.ofSeconds(10)).until(() -> told.get() >= 2);
    }
  }
}
