package dev.sluice.operator.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class TokenBucketTest {
  private final AtomicLong clock = new AtomicLong();
  private final TokenBucket bucket = new TokenBucket(50, 3, clock::get);

  @Test
  void aBurstPassesAtOnceAndThenSoManyASecond() {
    assertThat(bucket.take()).isZero();
    assertThat(bucket.take()).isZero();
    assertThat(bucket.take()).isZero();
    assertThat(Duration.ofNanos(bucket.take())).isEqualTo(Duration.ofMillis(20));
    assertThat(Duration.ofNanos(bucket.take())).isEqualTo(Duration.ofMillis(40));
  }

  @Test
  void restFillsItUpToTheBurstAndNoFurther() {
    for (int i = 0; i < 3; i++) {
      bucket.take();
    }
    clock.addAndGet(Duration.ofHours(1).toNanos());
    for (int i = 0; i < 3; i++) {
      assertThat(bucket.take()).isZero();
    }
    assertThat(bucket.take()).isPositive();
  }
}
