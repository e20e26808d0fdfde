package dev.sluice.dataplane.source;

import dev.sluice.snapshot.PushCodec;
import dev.sluice.snapshot.PushMessage;
import dev.sluice.snapshot.SnapshotException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last good state on this data plane's own disk, so that a restarted container serves at once,
 * with the operator and the API server away.
 *
 * <p>A file is written whole beside the old one, forced to disk and renamed over it: after a crash
 * at any point there is the old state or the new one. States are written on a thread of their own,
 * the first at once and then at most one a second, for each is written whole; what a newer one
 * replaced before it was written is never written.
 */
public final class LastGoodStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LastGoodStore.class);
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
  static final String FILE = "last-good.json.gz";

  private final Path directory;
  private final Thread writer;
  private final Object lock = new Object();
  private @Nullable HeldState pending;
  private boolean closed;

  private LastGoodStore(Path directory) {
    this.directory = directory;
    this.writer = Thread.ofPlatform().daemon().name("last-good-writer").unstarted(this::run);
  }

  /**
   * @param directory made if it is not there
   * @throws IOException if it cannot be made or written; the message names it
   */
  public static LastGoodStore open(Path directory) throws IOException {
    Files.createDirectories(directory, owner("rwx------"));
    if (!Files.isWritable(directory)) {
      throw new IOException(
          "state directory "
              + directory
              + " cannot be written: mount a volume that this user owns");
    }
    LastGoodStore store = new LastGoodStore(directory);
    store.writer.start();
    return store;
  }

  /** What was last saved; a file that is damaged is put aside, and told in the log. */
  Optional<HeldState> load() {
    Path file = directory.resolve(FILE);
    try {
      PushMessage message = PushCodec.decodePush(Files.readAllBytes(file));
      if (message instanceof PushMessage.FullSnapshot full) {
        return Optional.of(HeldState.of(full));
      }
      throw new SnapshotException("it is a " + message.getClass().getSimpleName());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | SnapshotException e) {
      Path aside = directory.resolve(FILE + ".damaged");
      LOG.error(
          "the last good snapshot {} is not used, starting without it; kept as {}: {}",
          file,
          aside,
          e.getMessage());
      try {
        Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException again) {
        LOG.error("{} cannot be put aside: {}", file, again.getMessage());
      }
      return Optional.empty();
    }
  }

  /** Saves soon; returns at once. */
  void save(HeldState state) {
    synchronized (lock) {
      pending = state;
      lock.notifyAll();
    }
  }

  /** Writes what is pending, then stops. */
  @Override
  public void close() throws InterruptedException {
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
    }
    writer.join(5_000);
  }

  private void run() {
    long notBefore = System.nanoTime();
    while (true) {
      HeldState state;
      try {
        state = next(notBefore);
      } catch (InterruptedException e) {
        return;
      }
      if (state == null) {
        return;
      }
      notBefore = System.nanoTime() + PAUSE_NANOS;
      try {
        write(PushCodec.encode(state.asMessage()));
      } catch (IOException e) {
        LOG.error(
            "the last good snapshot cannot be saved in {}; a restart will start without it: {}",
            directory,
            e.toString());
      }
    }
  }

  /**
   * Waits for a state and for its time to come; who closes does not wait. Null when there is
   * nothing more to write.
   */
  private @Nullable HeldState next(long notBefore) throws InterruptedException {
    synchronized (lock) {
      while (pending == null && !closed) {
        lock.wait();
      }
      for (long left = notBefore - System.nanoTime();
          left > 0 && !closed;
          left = notBefore - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(lock, left);
      }
      HeldState state = pending;
      pending = null;
      return state;
    }
  }

  /** Snapshots hold credentials: nobody else is to read them. */
  private static FileAttribute<?>[] owner(String permissions) {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private void write(byte[] bytes) throws IOException {
    Path next = directory.resolve(FILE + ".next");
    // What an interrupted write left may be readable by others.
    Files.deleteIfExists(next);
    try (FileChannel file =
        FileChannel.open(
            next,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            owner("rw-------"))) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        file.write(buffer);
      }
      file.force(true);
    }
    Files.move(
        next,
        directory.resolve(FILE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }
}
