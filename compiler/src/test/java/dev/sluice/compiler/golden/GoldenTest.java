package dev.sluice.compiler.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.compiler.Compilation;
import dev.sluice.compiler.Compiler;
import dev.sluice.compiler.resource.LastGood;
import dev.sluice.compiler.resource.ResourceSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compiles each {@code golden/FEATURE/CASE.in.yaml} and compares with its {@code .out.yaml}. {@code
 * make golden} rewrites the latter; the difference is then reviewed like code.
 */
final class GoldenTest {
  private static final Path ROOT = Path.of("src/test/resources/golden");
  private static final boolean REWRITE = "write".equals(System.getProperty("sluice.golden"));

  static Stream<String> cases() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      List<String> cases =
          files
              .map(file -> ROOT.relativize(file).toString())
              .filter(name -> name.endsWith(".in.yaml"))
              .map(name -> name.substring(0, name.length() - ".in.yaml".length()))
              .sorted()
              .toList();
      return cases.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void compilesToWhatIsWrittenBesideIt(String name) throws IOException {
    Compilation compilation = null;
    LastGood lastGood = LastGood.NOTHING;
    for (ResourceSet state : GoldenInput.read(ROOT.resolve(name + ".in.yaml"))) {
      compilation = Compiler.compile(state, lastGood);
      lastGood = compilation.lastGood();
    }
    assertThat(compilation).as("%s has no resources", name).isNotNull();
    String actual = GoldenOutput.write(compilation);
    Path expected = ROOT.resolve(name + ".out.yaml");
    if (REWRITE) {
      Files.writeString(expected, actual);
    }
    assertThat(expected).as("missing; make golden writes it").exists();
    assertThat(actual).isEqualTo(Files.readString(expected));
  }
}
