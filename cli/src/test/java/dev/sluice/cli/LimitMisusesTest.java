package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What is said of each way to misuse a RateLimitPolicy: field, cause and cure. Rewritten with
 * {@code -Dsluice.golden=write}; read what changes.
 */
final class LimitMisusesTest {
  private static final Path MISUSES = Path.of("src", "test", "resources", "misuses");

  @Test
  void eachIsToldWithItsFieldItsCauseAndItsCure() throws IOException {
    String file = MISUSES.resolve("rate-limit-policy.yaml").toString();
    Sluice.Said said = Sluice.run("validate", file);
    assertThat(said.exit()).isEqualTo(1);
    String told =
        (said.out() + said.err())
            .lines()
            .map(line -> line.replaceFirst("^.*rate-limit-policy\\.yaml:", "line "))
            .collect(Collectors.joining("\n", "", "\n"));
    Path golden = MISUSES.resolve("rate-limit-policy.txt");
    if ("write".equals(System.getProperty("sluice.golden"))) {
      Files.writeString(golden, told);
    } else {
      assertThat(told).isEqualTo(Files.readString(golden));
    }
  }

  @Test
  void nonePassesForGood() throws IOException {
    String yaml = Files.readString(MISUSES.resolve("rate-limit-policy.yaml"));
    String told = Files.readString(MISUSES.resolve("rate-limit-policy.txt"));
    yaml.lines()
        .filter(line -> line.startsWith("metadata: {name: ") && !line.contains("name: orders}"))
        .map(line -> line.substring("metadata: {name: ".length(), line.length() - 1))
        // Of a field that stands twice nobody can say in which resource.
        .filter(name -> !name.equals("tiers-dup"))
        .forEach(name -> assertThat(told).contains("RateLimitPolicy/" + name + ": spec"));
  }
}
