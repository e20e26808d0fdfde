package dev.sluice.dataplane.state;

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

/**
 * One file of the state directory. It is written whole beside the old one, forced to disk and
 * renamed over it: after a crash at any point there is the old content or the new one. Used by one
 * thread at a time.
 */
public final class StateFile {
  private final Path path;
  private final String name;

  public StateFile(Path directory, String name) {
    this.path = directory.resolve(name);
    this.name = name;
  }

  /**
   * Makes the directory if it is not there.
   *
   * @throws IOException if it cannot be made or written; the message names it
   */
  public static void prepare(Path directory) throws IOException {
    Files.createDirectories(directory, owner("rwx------"));
    if (!Files.isWritable(directory)) {
      throw new IOException(
          "state directory "
              + directory
              + " cannot be written: mount a volume that this user owns");
    }
  }

  /**
   * Empty if there is none.
   *
   * @throws IOException if it cannot be read, or is longer than that
   */
  public Optional<byte[]> read(int longest) throws IOException {
    try {
      if (Files.size(path) > longest) {
        throw new IOException("it is longer than " + longest + " bytes");
      }
      return Optional.of(Files.readAllBytes(path));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  public void write(byte[] bytes) throws IOException {
    Path next = path.resolveSibling(name + ".next");
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
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Keeps a damaged one for whoever wants to know, out of the way. Returns where. */
  public Path putAside() throws IOException {
    Path aside = path.resolveSibling(name + ".damaged");
    return Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
  }

  /** If there is one. */
  public void delete() throws IOException {
    Files.deleteIfExists(path);
  }

  private static FileAttribute<?>[] owner(String permissions) {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
