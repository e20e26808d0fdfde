package dev.sluice.operator.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code NAME.values.yaml} beside {@code NAME.out.yaml}. Run with {@code -Dsluice.golden=write} to
 * write the second anew, and read the difference before it is committed.
 */
final class ChartGoldenTest {
  private static final Path GOLDENS = Path.of("src", "test", "resources", "charts");
  private static final String IN = ".values.yaml";

  static Stream<String> cases() throws IOException {
    try (Stream<Path> files = Files.list(GOLDENS)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(IN))
          .map(file -> file.substring(0, file.length() - IN.length()))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theChartRendersAsCommitted(String name) throws IOException {
    String rendered = ChartRendering.yaml(ChartRendering.CHART, values(name));

    Path out = GOLDENS.resolve(name + ".out.yaml");
    if ("write".equals(System.getProperty("sluice.golden"))) {
      Files.writeString(out, rendered);
    }
    assertThat(rendered)
        .as("run `make chart` and review the difference of %s", out)
        .isEqualTo(Files.readString(out));
  }

  @Test
  void bothCasesAreThere() throws IOException {
    assertThat(cases()).contains("default", "full");
  }

  private static Map<String, Object> values(String name) throws IOException {
    return Values.read(GOLDENS.resolve(name + IN));
  }
}
