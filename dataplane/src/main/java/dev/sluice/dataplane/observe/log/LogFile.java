package dev.sluice.dataplane.observe.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A file that lines are appended to. When it is renamed or removed (log rotation) the next line
 * goes to a new file of the old name, at the latest a second afterwards. One thread at a time.
 */
final class LogFile extends OutputStream {
  private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Path path;
  private OutputStream out;
  private @Nullable Object identity;
  private long checkedNanos;

  LogFile(Path path) throws IOException {
    this.path = path;
    this.out = append(path);
    this.identity = identity(path);
    this.checkedNanos = System.nanoTime();
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    long now = System.nanoTime();
    if (now - checkedNanos > CHECK_NANOS) {
      checkedNanos = now;
      reopenIfGone();
    }
    out.write(bytes, offset, length);
  }

  private void reopenIfGone() throws IOException {
    Object now = identity(path);
    if (now == null || !now.equals(identity)) {
      OutputStream old = out;
      out = append(path);
      identity = identity(path);
      old.close();
    }
  }

  private static OutputStream append(Path path) throws IOException {
    return Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** Null if there is no such file. */
  private static @Nullable Object identity(Path path) throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
