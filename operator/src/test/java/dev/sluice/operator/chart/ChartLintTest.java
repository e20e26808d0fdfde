package dev.sluice.operator.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChartLintTest {
  @ParameterizedTest
  @ValueSource(strings = {"sluice", "sluice-crds"})
  void helmFindsNothingToComplainAbout(String chart) {
    LintResult result = new Helm(Path.of("..", "charts", chart)).lint().strict().call();

    assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    // Helm also advises without failing, for instance to give the chart an icon.
    assertThat(result.getMessages())
        .noneMatch(m -> m.contains("[WARNING]") || m.contains("[ERROR]"));
  }
}
