package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the documentation shows of the command line is what it prints: every fenced {@code console}
 * block that begins with a command that ends by itself. Rewritten with {@code
 * -Dsluice.golden=write}.
 */
final class DocumentedCommandsTest {
  private static final Path DOCS = Path.of("..", "docs");
  private static final Pattern BLOCK =
      Pattern.compile(
          "^```console\\n\\$ sluice ((?:explain|diff|routes|validate) .*)\\n((?:.*\\n)*?)```$",
          Pattern.MULTILINE);
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  static Stream<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(DOCS)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> BLOCK.matcher(read(file)).find())
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void printsWhatThePageShows(Path page) throws IOException {
    String text = read(page);
    String printed =
        BLOCK
            .matcher(text)
            .replaceAll(
                block ->
                    Matcher.quoteReplacement(
                        "```console\n$ sluice "
                            + block.group(1)
                            + "\n"
                            + run(block.group(1))
                            + "```"));
    if ("write".equals(System.getProperty("sluice.golden"))) {
      Files.writeString(page, printed);
    } else {
      assertThat(printed).isEqualTo(text);
    }
  }

  @Test
  void pipelinesAreYaml() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("..", "examples", "pipelines"))) {
      for (Path file : files.sorted().toList()) {
        YAMLMapper yaml = new YAMLMapper();
        try (var documents = yaml.readerFor(Object.class).readValues(file.toFile())) {
          assertThat(documents.readAll()).as(file.toString()).isNotEmpty().doesNotContainNull();
        }
        assertThat(read(DOCS.resolve("pipelines.md"))).contains("" + file.getFileName());
      }
    }
  }

  /** From the root of the repository, as the reader does it. */
  private static String run(String line) {
    List<String> arguments = new ArrayList<>();
    Matcher word = WORD.matcher(line);
    while (word.find()) {
      String text = word.group(1) == null ? word.group(2) : word.group(1);
      arguments.add(text.startsWith("examples/") ? "../" + text : text);
    }
    Sluice.Said said = Sluice.run(arguments.toArray(String[]::new));
    return (said.out() + said.err()).replace("../examples/", "examples/");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
