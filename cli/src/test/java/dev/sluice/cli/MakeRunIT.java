package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code make run} does: it serves, and the commands that it prints work as printed. */
final class MakeRunIT {
  private static final Pattern COMMAND = Pattern.compile("(?m)^  (curl .*?)\\s+# (.*)$");

  @TempDir private Path directory;

  @Test
  void thePrintedCommandsWorkAndNothingIsLeftBehind() throws Exception {
    Path out = directory.resolve("out");
    ProcessBuilder builder =
        new ProcessBuilder(Path.of("..", "tools", "quickstart.sh").toString())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().put("HTTP_PORT", "0");
    builder.environment().put("ADMIN_PORT", "0");
    Process run = builder.start();
    List<ProcessHandle> started = List.of();
    try {
      await()
          .atMost(Duration.ofSeconds(180))
          .untilAsserted(
              () -> {
                assertThat(run.isAlive()).as(Files.readString(out)).isTrue();
                assertThat(Files.readString(out)).contains("Ctrl-C stops everything.");
              });
      started = run.descendants().toList();
      Matcher commands = COMMAND.matcher(Files.readString(out));
      int count = 0;
      while (commands.find()) {
        count++;
        assertAnswers(commands.group(1), commands.group(2));
      }
      assertThat(count).as("commands printed").isGreaterThanOrEqualTo(5);
    } finally {
      run.destroy();
      if (!run.waitFor(60, TimeUnit.SECONDS)) {
        run.descendants().forEach(ProcessHandle::destroyForcibly);
        run.destroyForcibly();
      }
    }
    for (ProcessHandle process : started) {
      await().atMost(Duration.ofSeconds(60)).until(() -> !process.isAlive());
    }
  }

  private void assertAnswers(String command, String comment)
      throws IOException, InterruptedException {
    Path answer = directory.resolve("answer");
    Process curl =
        new ProcessBuilder("bash", "-c", command)
            .redirectErrorStream(true)
            .redirectOutput(answer.toFile())
            .start();
    assertThat(curl.waitFor(60, TimeUnit.SECONDS)).as(command).isTrue();
    String printed = Files.readString(answer, StandardCharsets.UTF_8);
    assertThat(curl.exitValue()).as("%s%n%s", command, printed).isZero();
    if (command.contains("curl -i")) {
      assertThat(printed).contains(comment.contains("404") ? "HTTP/1.1 404" : "HTTP/1.1 200");
    } else {
      assertThat(printed).as(command).isNotBlank();
    }
  }
}
