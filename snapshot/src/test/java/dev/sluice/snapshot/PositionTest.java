package dev.sluice.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class PositionTest {
  private static Position at(long epoch, long term, long routes, long backends) {
    return new Position(epoch, term, Map.of("gatewayroutes", routes, "servicebackends", backends));
  }

  @Test
  void anEqualOrLaterStateReplaces() {
    assertThat(at(0, 1, 5, 5).mayReplace(Position.START)).isTrue();
    assertThat(at(0, 1, 5, 5).mayReplace(at(0, 1, 5, 5))).isTrue();
    assertThat(at(0, 1, 6, 5).mayReplace(at(0, 1, 5, 5))).isTrue();
  }

  @Test
  void aStateThatMissesAnyKindDoesNot() {
    assertThat(at(0, 1, 6, 4).mayReplace(at(0, 1, 5, 5))).isFalse();
    assertThat(new Position(0, 1, Map.of("gatewayroutes", 9L)).mayReplace(at(0, 1, 5, 5)))
        .isFalse();
  }

  @Test
  void anEarlierLeaderNeverReplacesALaterOne() {
    assertThat(at(0, 1, 9, 9).mayReplace(at(0, 2, 5, 5))).isFalse();
  }

  @Test
  void aLaterTermAloneDoesNotExcuseAnOlderView() {
    assertThat(at(0, 3, 4, 4).mayReplace(at(0, 2, 5, 5))).isFalse();
  }

  @Test
  void aNewEpochBeatsAllThatCameBefore() {
    assertThat(at(1, 0, 1, 1).mayReplace(at(0, 9, 9, 9))).isTrue();
    assertThat(at(0, 9, 9, 9).mayReplace(at(1, 0, 1, 1))).isFalse();
  }
}
