package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs are called by name, which no compiler checks. */
final class ImageMainTest {
  @ParameterizedTest
  @ValueSource(strings = {"operator", "dataplane", "sluice"})
  void everyProgramOfTheImageIsThere(String program) {
    assertThatCode(() -> ImageMain.mainOf(program)).doesNotThrowAnyException();
  }
}
