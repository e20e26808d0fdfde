package dev.sluice.dataplane.reply;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code docs/runbook.md} says of every failure what it means and what to do. */
final class RunbookTest {
  private static final Path PAGE = Path.of("..", "docs", "runbook.md");

  @Test
  void everyFailureHasOneSectionWithAllParts() throws IOException {
    List<String> sections = Arrays.asList(Files.readString(PAGE).split("(?m)^## "));
    for (FailureKind kind : FailureKind.values()) {
      assertThat(sections)
          .as("a section of %s in %s", kind, PAGE)
          .filteredOn(section -> section.startsWith("`" + kind + "`\n"))
          .singleElement()
          .asString()
          .contains("**See it:**", "**Do:**");
    }
  }
}
