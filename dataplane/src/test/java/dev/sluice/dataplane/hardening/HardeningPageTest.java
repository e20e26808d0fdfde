package dev.sluice.dataplane.hardening;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page that says what is withstood names tests that exist. */
final class HardeningPageTest {
  private static final Pattern TEST = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?`");

  @Test
  void everyTestThatThePageNamesExists() throws IOException {
    Path tests = Path.of("src/test/java");
    Set<String> sources;
    try (Stream<Path> files = Files.walk(tests)) {
      sources =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith("Test.java"))
              .map(name -> name.substring(0, name.length() - 5))
              .collect(Collectors.toSet());
    }
    String page = Files.readString(Path.of("../docs/hardening.md"));
    Set<String> named = new TreeSet<>();
    Set<String> methods = new TreeSet<>();
    TEST.matcher(page)
        .results()
        .forEach(
            match -> {
              named.add(match.group(1));
              if (match.group(2) != null) {
                methods.add(match.group(2));
              }
            });
    assertThat(named).hasSizeGreaterThan(30);
    assertThat(sources).containsAll(named);
    String all = allSources(tests);
    assertThat(methods).allSatisfy(method -> assertThat(all).contains("void " + method + "("));
  }

  private static String allSources(Path tests) throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.walk(tests)) {
      for (Path file : files.filter(each -> each.toString().endsWith("Test.java")).toList()) {
        text.append(Files.readString(file));
      }
    }
    return text.toString();
  }
}
