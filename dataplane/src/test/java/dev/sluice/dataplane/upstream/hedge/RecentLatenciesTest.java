package dev.sluice.dataplane.upstream.hedge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RecentLatenciesTest {
  private static final long MILLI = 1_000_000;

  private long now = 5_000;
  private final RecentLatencies latencies = new RecentLatencies(now);

  private void record(int count, long nanos) {
    for (int i = 0; i < count; i++) {
      latencies.record(nanos, now);
    }
  }

  private long percentile(int percentile) {
    now += 100 * MILLI;
    return latencies.percentile(percentile, now);
  }

  @Test
  void fewAnswersSayNothing() {
    record(49, MILLI);
    assertThat(percentile(95)).isEqualTo(RecentLatencies.UNKNOWN);
    record(1, MILLI);
    assertThat(percentile(95)).isBetween(MILLI, MILLI * 5 / 4);
  }

  @Test
  void aPercentileIsRightToAboutATenth() {
    for (int i = 1; i <= 1_000; i++) {
      record(1, i * MILLI);
    }
    assertThat(percentile(50)).isBetween(500 * MILLI, 570 * MILLI);
    assertThat(percentile(95)).isBetween(950 * MILLI, 1_075 * MILLI);
    assertThat(percentile(99)).isBetween(990 * MILLI, 1_115 * MILLI);
  }

  @Test
  void extremesHaveAPlace() {
    record(60, 1);
    assertThat(percentile(99)).isLessThan(MILLI);
    record(6_000, Long.MAX_VALUE / 2);
    assertThat(percentile(99)).isGreaterThan(60_000 * MILLI);
  }

  @Test
  void whatIsOldIsForgotten() {
    record(100, 900 * MILLI);
    now += 10_000 * MILLI;
    record(100, MILLI);
    assertThat(percentile(95)).isGreaterThan(800 * MILLI);
    now += 10_000 * MILLI;
    record(100, MILLI);
    assertThat(percentile(95)).isLessThan(2 * MILLI);
    now += 60_000 * MILLI;
    assertThat(percentile(95)).isEqualTo(RecentLatencies.UNKNOWN);
  }
}
