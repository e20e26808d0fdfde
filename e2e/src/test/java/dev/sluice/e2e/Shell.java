package dev.sluice.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a command to its end and returns what it printed. */
final class Shell {
  private Shell() {}

  /**
   * @throws IOException if the command fails or takes longer than a minute; the message has its
   *     output
   */
  static String run(String... command) throws IOException, InterruptedException {
    Path output = java.nio.file.Files.createTempFile("sluice-e2e", ".out");
    try {
      Process process =
          new ProcessBuilder(List.of(command))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      process.getOutputStream().close();
      boolean ended = process.waitFor(60, TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly();
      }
      String printed = java.nio.file.Files.readString(output, StandardCharsets.UTF_8);
      if (!ended || process.exitValue() != 0) {
        throw new IOException(
            String.join(" ", command)
                + (ended ? " exited with " + process.exitValue() : " did not end")
                + ": "
                + printed);
      }
      return printed;
    } finally {
      java.nio.file.Files.deleteIfExists(output);
    }
  }
}
