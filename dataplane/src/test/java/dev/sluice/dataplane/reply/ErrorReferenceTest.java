package dev.sluice.dataplane.reply;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code docs/reference/errors.md} lists every failure; {@code make crds} rewrites it. */
final class ErrorReferenceTest {
  private static final Path PAGE = Path.of("..", "docs", "reference", "errors.md");

  private static final String INTRODUCTION =
      """
      # Error answers

      Generated from `FailureKind` by `make crds`; do not edit.

      Every answer that the gateway makes itself is `application/problem+json` \
      (RFC 9457) with `type`, `title`, `status`, `detail`, `reason` and `requestId`. The reason \
      is also the field `reason` of the access log and the label `reason` of the metrics. What \
      went wrong in particular stands in the log and not in the answer.

      "Who acts" says whose turn it is: CLIENT whoever sent the request, CONFIGURATION whoever \
      wrote the resources, UPSTREAM whoever runs the backend, GATEWAY whoever runs the gateway.

      | status | reason | who acts | detail |
      | --- | --- | --- | --- |
      """;

  @Test
  void theReferencePageListsEveryFailure() throws IOException {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    List<FailureKind> kinds = Arrays.asList(FailureKind.values());
    kinds.sort(Comparator.comparingInt(FailureKind::status));
    for (FailureKind kind : kinds) {
      page.append(
          "| %d | `%s` | %s | %s |\n"
              .formatted(kind.status(), kind, kind.category(), kind.detail()));
    }
    if (Boolean.getBoolean("sluice.generate")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE))
        .as("run `make crds` and commit %s", PAGE)
        .isEqualTo(page.toString());
  }
}
