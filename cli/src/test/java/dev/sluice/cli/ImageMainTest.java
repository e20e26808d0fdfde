package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no compiler checks: names of programs, and JVM options that stand in several files. */
final class ImageMainTest {
  @ParameterizedTest
  @ValueSource(strings = {"operator", "dataplane", "sluice"})
  void everyProgramOfTheImageIsThere(String program) {
    assertThatCode(() -> ImageMain.mainOf(program)).doesNotThrowAnyException();
  }

  @Test
  void bothImagesAndTheTrainingOfTheCacheUseTheSameOptions() throws IOException {
    Path root = Path.of("..");
    List<String> options =
        Pattern.compile("\"(-[^\"]+)\"")
            .matcher(
                Files.readAllLines(root.resolve("Dockerfile")).stream()
                    .filter(line -> line.startsWith("ENTRYPOINT"))
                    .findFirst()
                    .orElseThrow())
            .results()
            .map(result -> result.group(1))
            .filter(option -> !option.startsWith("-XX:AOTCache=") && !option.equals("-cp"))
            .toList();
    String jib = Files.readString(Path.of("pom.xml"));
    String training = Files.readString(root.resolve("tools").resolve("aot-cache.sh"));

    assertThat(options).contains("-XX:+UseCompactObjectHeaders", "-Xss512k");
    assertThat(training).contains("flags=(" + String.join(" ", options) + ")");
    assertThat(options).allSatisfy(option -> assertThat(jib).contains("<arg>" + option + "</arg>"));
  }
}
