package dev.sluice.crds.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of the repository that is generated: it is compared, or with a property rewritten. */
record CommittedFile(Path path) {
  /** Set by {@code make crds}: write what is generated instead of comparing with it. */
  private static final boolean REWRITE = Boolean.getBoolean("sluice.generate");

  static CommittedFile ofRepository(String path) {
    return new CommittedFile(Path.of("..").resolve(path).normalize());
  }

  void mustHold(String generated) {
    try {
      if (REWRITE) {
        Files.createDirectories(path.getParent());
        Files.writeString(path, generated);
      }
      assertThat(path).as("run `make crds` and commit %s", path).exists();
      assertThat(Files.readString(path))
          .as("%s is not what the resource types say: run `make crds` and commit it", path)
          .isEqualTo(generated);
    } catch (IOException e) {
      throw new UncheckedIOException(path + " cannot be read or written", e);
    }
  }
}
