package dev.sluice.dataplane.limit.demand;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

final class DemandSketchTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long START = -5 * SECOND;

  private final DemandSketch sketch = new DemandSketch(60 * SECOND, START);
  private long now = START;

  private void ask(long key, int times) {
    for (int i = 0; i < times; i++) {
      sketch.asked(key, 1, now);
    }
  }

  @Test
  void aWindowThatIsNotOverCountsWithWhatItHad() {
    ask(1, 5);
    now += SECOND;
    ask(1, 2);
    assertThat(sketch.peaks(now)).isEqualTo(Map.of(7L, 1L));
    assertThat(sketch.peaks(now)).isEqualTo(Map.of(7L, 1L));
  }

  @Test
  void eachWindowOfEachKeyHasItsPeak() {
    ask(1, 3);
    ask(2, 8);
    now += 70 * SECOND;
    ask(1, 1);
    now += 200 * SECOND;
    assertThat(sketch.peaks(now)).isEqualTo(Map.of(1L, 1L, 3L, 1L, 8L, 1L));
  }

  @Test
  void whatComesAroundTheEndOfAWindowCountsTogether() {
    now = START + 55 * SECOND;
    ask(1, 4);
    now += 10 * SECOND;
    ask(1, 4);
    now += 200 * SECOND;
    assertThat(sketch.peaks(now)).isEqualTo(Map.of(4L, 1L, 8L, 1L));
  }

  @Test
  void costsCount() {
    sketch.asked(1, 7, now);
    assertThat(sketch.peaks(now)).isEqualTo(Map.of(7L, 1L));
  }

  @Test
  void largePeaksAreRoundedUpByAQuarterAtMost() {
    for (long peak = 1; peak < 1_000_000; peak += 1 + peak / 50) {
      assertThat(Peaks.step(peak)).isBetween(peak, Math.max(peak, peak * 5 / 4));
    }
    assertThat(Peaks.step(8)).isEqualTo(8);
    assertThat(Peaks.step(9)).isEqualTo(10);
  }

  @Test
  void ofManyKeysSomeStandForAll() {
    for (long key = 0; key < 50_000; key++) {
      ask(key, key % 10 == 0 ? 40 : 3);
    }
    SortedMap<Long, Long> peaks = sketch.peaks(now);
    assertThat(peaks.keySet()).containsExactly(3L, 40L);
    assertThat(peaks.getOrDefault(3L, 0L)).isBetween(30_000L, 60_000L);
    assertThat(peaks.getOrDefault(40L, 0L)).isBetween(3_000L, 7_000L);
  }

  @Test
  void keysThatNobodyUsesMakeRoom() {
    for (int minute = 0; minute < 20; minute++) {
      for (long key = 0; key < 500; key++) {
        ask(minute * 1_000L + key, 2);
      }
      now += 130 * SECOND;
    }
    assertThat(sketch.peaks(now)).isEqualTo(Map.of(2L, 10_000L));
  }
}
