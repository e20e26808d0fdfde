package dev.sluice.dataplane.reply;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What stands in {@code title} beside the status. */
final class StatusTitleTest {
  @Test
  void aTitleIsThatOfTheStatusAndNotOfTheKind() {
    assertThat(StatusTitle.of(FailureKind.RATE_LIMITED, 429)).isEqualTo("Too Many Requests");
    assertThat(StatusTitle.of(FailureKind.RATE_LIMITED, 503)).isEqualTo("Service Unavailable");
    assertThat(StatusTitle.of(FailureKind.RATE_LIMITED, 413)).isEqualTo("Content Too Large");
    assertThat(StatusTitle.of(FailureKind.RATE_LIMITED, 409)).isEqualTo("Conflict");
  }

  @Test
  void aStatusThatNobodyKnowsIsTakenForTheFirstOfItsClass() {
    assertThat(StatusTitle.of(FailureKind.RATE_LIMITED, 498)).isEqualTo("Bad Request");
    assertThat(StatusTitle.of(FailureKind.RATE_LIMITED, 599)).isEqualTo("Internal Server Error");
  }

  @Test
  void theBodySaysSo() {
    assertThat(LocalReply.body(FailureKind.CONCURRENCY_LIMITED, 503, "", "x"))
        .startsWith("{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,");
  }
}
