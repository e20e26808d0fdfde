package dev.sluice.dataplane.limit.count;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HR14: memory is bounded in bytes, whatever the limit. */
final class RoomTest {
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 16, 17, 100, 128, 129, 256, 1_000, Long.MAX_VALUE})
  void allKeysTogetherNeverTakeMoreThanTheLimitMay(long most) {
    long keys = Room.ofWindows(most).keys();
    assertThat(keys * (48 + SlidingWindow.bytes(most))).isLessThanOrEqualTo(Room.MOST_BYTES);
    assertThat(keys).isGreaterThanOrEqualTo(1 << 14);
  }

  /** As docs/limits/seeing.md says. */
  @Test
  void smallerCountersHaveRoomForMoreKeys() {
    assertThat(Room.ofBuckets().keys()).isEqualTo(131_072);
    assertThat(Room.ofWindows(16).keys()).isEqualTo(131_072);
    assertThat(Room.ofWindows(64).keys()).isEqualTo(65_536);
    assertThat(Room.ofWindows(128).keys()).isEqualTo(32_768);
    assertThat(Room.ofWindows(129).keys()).isEqualTo(16_384);
    assertThat(Room.ofChargedWindows().keys()).isEqualTo(16_384);
  }

  @Test
  void tablesHaveThatManyPlaces() {
    assertThat(new CounterTable(Room.ofWindows(100).keys()).most()).isEqualTo(32_768);
  }
}
