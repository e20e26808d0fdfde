package dev.sluice.compiler.diagnostic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code docs/reference/reasons.md} lists every reason; {@code make crds} rewrites it. */
final class ReasonReferenceTest {
  private static final Path PAGE = Path.of("..", "docs", "reference", "reasons.md");
  private static final Path TEXTS = Path.of("src", "test", "resources", "reasons.yaml");

  private static final String INTRODUCTION =
      """
      # Reasons

      Generated from the enums of reasons by `make crds`; do not edit.

      What a condition in a status, or a line of `sluice validate`, gives as its reason. The message beside it names the field, what \
      is wrong there, and how to mend it. A condition that holds has its own name as reason.

      | resource | reason | condition | means | cure |
      | --- | --- | --- | --- | --- |
      """;

  @Test
  void theReferencePageListsEveryReason() throws IOException {
    JsonNode texts = new YAMLMapper().readTree(TEXTS.toFile());
    StringBuilder page = new StringBuilder(INTRODUCTION);
    write(page, texts, "DataPlane", DataPlaneReason.values());
    write(page, texts, "GatewayRoute", RouteReason.values());
    write(page, texts, "ServiceBackend", BackendReason.values());
    write(page, texts, "RateLimitPolicy", LimitReason.values());
    if (Boolean.getBoolean("sluice.generate")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE))
        .as("run `make crds` and commit %s", PAGE)
        .isEqualTo(page.toString());
  }

  private static void write(StringBuilder page, JsonNode texts, String kind, Reason... reasons) {
    for (Reason reason : reasons) {
      JsonNode text = texts.path(kind).path(reason.word());
      assertThat(text).as("%s: say in %s what %s means", kind, TEXTS, reason.word()).hasSize(2);
      page.append(
          "| %s | `%s` | %s | %s | %s |\n"
              .formatted(
                  kind,
                  reason.word(),
                  reason.condition().text(),
                  text.get(0).asText(),
                  text.get(1).asText()));
    }
  }
}
