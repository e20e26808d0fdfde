package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.compiler.CompileCache;
import dev.sluice.compiler.diagnostic.ConditionType;
import dev.sluice.compiler.diagnostic.ReportedCondition;
import dev.sluice.compiler.resource.LastGood;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the documentation shows can be copied: every fenced {@code yaml} block with a resource of
 * ours fits the schema and is accepted. Backends need not be there, for a page shows what it is
 * about. A block that shows a mistake says {@code yaml refused}, and then it must be one.
 */
final class DocumentedResourcesTest {
  private static final Path DOCS = Path.of("..", "docs");
  private static final Path README = Path.of("..", "README.md");
  private static final Pattern BLOCK =
      Pattern.compile("^( *)```yaml( refused)?\\n(.*?)^ *```", Pattern.DOTALL | Pattern.MULTILINE);

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // JUnit fills the field.
  DocumentedResourcesTest() {}

  static Stream<Arguments> blocks() throws IOException {
    List<Path> pages;
    try (Stream<Path> files = Files.walk(DOCS)) {
      pages = files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
    Stream.Builder<Arguments> blocks = Stream.builder();
    for (Path page : Stream.concat(Stream.of(README), pages.stream()).toList()) {
      String text = Files.readString(page);
      Matcher block = BLOCK.matcher(text);
      while (block.find()) {
        if (block.group(3).contains("apiVersion: sluice.dev/")) {
          long line = text.substring(0, block.start()).lines().count() + 1;
          blocks.add(
              Arguments.of(
                  page + ":" + line, block.group(3).stripIndent(), block.group(2) != null));
        }
      }
    }
    return blocks.build();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("blocks")
  void isAsThePageSays(String place, String yaml, boolean refused) throws IOException {
    Files.writeString(directory.resolve("block.yaml"), yaml);
    Resources resources = Resources.load(List.of(directory));
    List<ReportedCondition> judged =
        resources
            .compile(false, LastGood.NOTHING, new CompileCache())
            .compilation()
            .reports()
            .stream()
            .flatMap(report -> report.condition(ConditionType.ACCEPTED).stream())
            .filter(condition -> !condition.holds())
            .toList();
    if (refused) {
      assertThat(!judged.isEmpty() || !resources.problems().isEmpty()).as(place).isTrue();
    } else {
      assertThat(resources.objects()).as(place).isNotEmpty();
      assertThat(resources.problems()).as(place).isEmpty();
      assertThat(judged).as(place).isEmpty();
    }
  }
}
