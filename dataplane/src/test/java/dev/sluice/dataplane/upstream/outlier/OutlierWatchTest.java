package dev.sluice.dataplane.upstream.outlier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.OutlierDetection;
import dev.sluice.snapshot.Timeout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OutlierWatchTest {
  private final List<EjectionReason> ejected = new ArrayList<>();

  private OutlierWatch watch(int gatewayErrors, int serverErrors) {
    return new OutlierWatch(
        new OutlierDetection.On(
            gatewayErrors, serverErrors, Timeout.NONE, 10_000, 30_000, 300_000, 50),
        ejected::add);
  }

  private static void answer(OutlierWatch watch, int status) {
    watch.answered(status, 1);
    watch.completed(status);
  }

  @Test
  void oneGoodAnswerEndsTheRow() {
    OutlierWatch watch = watch(3, 0);
    for (int i = 0; i < 10; i++) {
      watch.answered(502, 1);
      watch.failed();
      answer(watch, 200);
    }
    assertThat(ejected).isEmpty();
  }

  @Test
  void a500IsNoGatewayErrorAndEndsTheirRow() {
    OutlierWatch watch = watch(2, 0);
    for (int i = 0; i < 10; i++) {
      answer(watch, 503);
      answer(watch, 500);
    }
    assertThat(ejected).isEmpty();
  }

  @Test
  void every5xxAndEveryFailureIsAServerError() {
    OutlierWatch watch = watch(0, 4);
    answer(watch, 500);
    answer(watch, 501);
    watch.failed();
    assertThat(ejected).isEmpty();
    watch.answered(504, 1);
    assertThat(ejected).containsExactly(EjectionReason.SERVER_ERRORS);
  }

  @Test
  void answersThatBreakOffAreFailuresAlthoughTheirHeadsWereGood() {
    OutlierWatch watch = watch(5, 0);
    for (int i = 0; i < 4; i++) {
      watch.answered(200, 1);
      watch.failed();
    }
    assertThat(ejected).isEmpty();
    watch.answered(200, 1);
    watch.failed();
    assertThat(ejected).containsExactly(EjectionReason.GATEWAY_ERRORS);
  }

  @Test
  void aWholeAnswerBetweenTwoThatBreakOffEndsTheRow() {
    OutlierWatch watch = watch(2, 0);
    for (int i = 0; i < 10; i++) {
      answer(watch, 200);
      watch.answered(200, 1);
      watch.failed();
    }
    assertThat(ejected).isEmpty();
  }

  @Test
  void itSaysSoAgainWithEachFurtherFailure() {
    OutlierWatch watch = watch(1, 0);
    watch.failed();
    watch.failed();
    assertThat(ejected).hasSize(2);
  }
}
