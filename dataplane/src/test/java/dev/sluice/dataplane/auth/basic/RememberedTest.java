package dev.sluice.dataplane.auth.basic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.auth.basic.Fingerprints.Fingerprint;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RememberedTest {
  private final AtomicLong clock = new AtomicLong(7);
  private final Remembered remembered = new Remembered(100, 1_000, clock::get);

  private static Fingerprint of(int number) {
    return new Fingerprint(number, 0, 0, 0);
  }

  @Test
  void whatIsOldIsForgottenHoweverOftenItIsAskedFor() {
    remembered.add(of(1));
    clock.addAndGet(999);
    assertThat(remembered.has(of(1))).isTrue();
    clock.addAndGet(1);
    assertThat(remembered.has(of(1))).isFalse();
    remembered.add(of(1));
    assertThat(remembered.has(of(1))).isTrue();
  }

  @Test
  void itHoldsTwoGenerationsAndNoMore() {
    for (int i = 0; i < 100_000; i++) {
      remembered.add(of(i));
      assertThat(remembered.size()).isLessThanOrEqualTo(200);
    }
    assertThat(remembered.has(of(99_999))).isTrue();
    assertThat(remembered.has(of(0))).isFalse();
  }

  @Test
  void whatIsAskedForStaysWhileOthersComeAndGoAndGrowsNoYoungerByThat() {
    remembered.add(of(-1));
    for (int i = 0; i < 10_000; i++) {
      remembered.add(of(i));
      assertThat(remembered.has(of(-1))).isTrue();
    }
    clock.addAndGet(1_000);
    assertThat(remembered.has(of(-1))).isFalse();
  }
}
