package dev.sluice.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process with a log file. */
final class PodProcess {
  private final String name;
  private final Process process;
  private final Path log;

  private PodProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  static PodProcess start(
      String name, List<String> command, Map<String, String> environment, Path log)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    return new PodProcess(name, process, log);
  }

  String log() throws IOException {
    return Files.readString(log, StandardCharsets.UTF_8);
  }

  /** Waits until the log has a line with this text, and returns the line. */
  String awaitText(String text, Duration atMost) throws IOException, InterruptedException {
    Instant deadline = Instant.now().plus(atMost);
    while (true) {
      for (String line : log().split("\n")) {
        if (line.contains(text)) {
          return line;
        }
      }
      if (!process.isAlive()) {
        throw new IOException(name + " ended with " + process.exitValue() + ":\n" + log());
      }
      if (Instant.now().isAfter(deadline)) {
        throw new IOException(name + " printed no '" + text + "' in " + atMost + ":\n" + log());
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** As the kubelet does first. */
  int terminate(Duration atMost) throws InterruptedException, IOException {
    process.destroy();
    if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IOException(name + " did not stop in " + atMost + ":\n" + log());
    }
    return process.exitValue();
  }

  /** As the kernel does when memory runs out. */
  void kill() {
    process.destroyForcibly();
    process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
