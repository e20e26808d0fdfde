package dev.sluice.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when files below some directories change.
 *
 * <p>It looks every {@value #PERIOD_MILLIS} ms at sizes and times instead of asking the kernel for
 * events: that works alike on network file systems, through the symbolic links of a mounted
 * ConfigMap and however an editor replaces a file. A change is told when two looks in a row agree,
 * so that a file is not read while it is being written.
 */
final class FileWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);
  private static final long PERIOD_MILLIS = 150;
  private static final int MAX_DEPTH = 16;

  private final List<Path> roots;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("file-watch").factory());
  private Map<Path, String> told;
  private Map<Path, String> seen;

  private FileWatch(List<Path> roots) {
    this.roots = List.copyOf(roots);
    this.told = look();
    this.seen = told;
  }

  /** Remembers what is there now: changes count from here, not from {@link #start}. */
  static FileWatch of(List<Path> roots) {
    return new FileWatch(roots);
  }

  /**
   * @param changed called on one thread of this watch, never twice at once
   */
  void start(Runnable changed) {
    timer.scheduleWithFixedDelay(
        () -> tick(changed), PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  private void tick(Runnable changed) {
    try {
      Map<Path, String> now = look();
      boolean steady = now.equals(seen);
      seen = now;
      if (steady && !now.equals(told)) {
        told = now;
        changed.run();
      }
    } catch (RuntimeException e) {
      // An exception would end the timer, and with it all later reloads.
      LOG.error("looking for changed files failed; the watch goes on", e);
    }
  }

  private Map<Path, String> look() {
    Map<Path, String> files = new TreeMap<>();
    for (Path root : roots) {
      try (Stream<Path> below = Files.walk(root, MAX_DEPTH, FileVisitOption.FOLLOW_LINKS)) {
        below.filter(Files::isRegularFile).forEach(file -> files.put(file, stamp(file)));
      } catch (IOException | UncheckedIOException e) {
        // Also a state that can change: the loader says what is wrong with it.
        files.put(root, "unreadable: " + e.getMessage());
      }
    }
    return files;
  }

  private static String stamp(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
    } catch (IOException e) {
      return "unreadable: " + e.getMessage();
    }
  }
}
