package dev.sluice.dataplane.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class TwoGenerationsTest {
  private static final long LATER = 1_000;

  private final TwoGenerations<Integer, String> known = new TwoGenerations<>(100);

  private void fill(int from) {
    for (int i = from; i < from + 100; i++) {
      known.put(i, "x", LATER, 1);
    }
  }

  @Test
  void whatIsOldIsForgottenHoweverOftenItIsAskedFor() {
    known.put(1, "a", LATER, 1);
    assertThat(known.get(1, 999)).isEqualTo("a");
    assertThat(known.get(1, 1_000)).isNull();
    assertThat(known.size()).isZero();
    known.put(1, "b", LATER + 1, 1);
    assertThat(known.get(1, 1_000)).isEqualTo("b");
  }

  @Test
  void aClockMayWrapAround() {
    known.put(1, "a", Long.MIN_VALUE + 5, 1);
    assertThat(known.get(1, Long.MAX_VALUE)).isEqualTo("a");
    assertThat(known.get(1, Long.MIN_VALUE + 4)).isEqualTo("a");
    assertThat(known.get(1, Long.MIN_VALUE + 5)).isNull();
  }

  @Test
  void itHoldsTwoGenerationsAndNoMore() {
    for (int i = 0; i < 100_000; i++) {
      known.put(i, "x", LATER, 1);
      assertThat(known.size()).isLessThanOrEqualTo(201);
    }
    assertThat(known.get(99_999, 0)).isEqualTo("x");
    assertThat(known.get(0, 0)).isNull();
  }

  @Test
  void whatIsAskedForStaysWhileOthersComeAndGoAndGrowsNoYoungerByThat() {
    known.put(-1, "a", LATER, 1);
    for (int i = 0; i < 10_000; i++) {
      known.put(i, "x", LATER, 1);
      assertThat(known.get(-1, 0)).isEqualTo("a");
    }
    assertThat(known.get(-1, LATER)).isNull();
  }

  @Test
  void whatHasEndedInTheOldGenerationIsNotMovedAndWeighsNothing() {
    known.put(-1, "a", 10, 60);
    fill(0);
    int size = known.size();
    for (int i = 0; i < 1_000; i++) {
      assertThat(known.get(-1, 10)).isNull();
    }
    assertThat(known.size()).isEqualTo(size);
    assertThat(known.get(99, 10)).isEqualTo("x");
  }

  @Test
  void whatEndsAndIsPutAgainWeighsOnce() {
    known.put(-1, "a", LATER, 50);
    for (int i = 0; i < 1_000; i++) {
      known.put(1, "x", 10, 40);
      known.put(1, "y", 10, 20);
      assertThat(known.get(1, 10)).isNull();
    }
    known.put(2, "z", LATER, 20);
    assertThat(known.size()).isEqualTo(2);
  }

  @Test
  void whatGrowsIsWeighedAnew() {
    known.put(1, "a", LATER, 1);
    known.put(1, "b", LATER, 90);
    known.put(2, "c", LATER, 20);
    known.put(3, "d", LATER, 90);
    known.put(4, "e", LATER, 20);
    assertThat(known.get(1, 0)).isNull();
    assertThat(known.get(4, 0)).isEqualTo("e");
  }

  @Test
  void whatIsTooHeavyIsNotKeptAndNeitherIsWhatItReplaces() {
    known.put(1, "a", LATER, 1);
    known.put(1, "b", LATER, 101);
    assertThat(known.get(1, 0)).isNull();
    assertThat(known.size()).isZero();
  }

  @Test
  void whatIsRemovedIsGoneFromBothGenerations() {
    known.put(-1, "a", LATER, 1);
    fill(0);
    known.put(-2, "b", LATER, 1);
    known.remove(-1);
    known.remove(-2);
    known.remove(-3);
    assertThat(known.get(-1, 0)).isNull();
    assertThat(known.get(-2, 0)).isNull();
    assertThat(known.get(99, 0)).isEqualTo("x");
    known.put(-1, "c", LATER, 1);
    assertThat(known.get(-1, 0)).isEqualTo("c");
    known.clear();
    assertThat(known.size()).isZero();
    assertThat(known.get(-1, 0)).isNull();
  }

  @Test
  void whatWasReplacedDoesNotComeBackWhenItsSuccessorEndsFirst() {
    known.put(-1, "old", LATER, 1);
    fill(0);
    known.put(-1, "new", 10, 1);
    assertThat(known.get(-1, 5)).isEqualTo("new");
    assertThat(known.get(-1, 10)).isNull();
    assertThat(known.get(-1, 10)).isNull();
  }

  /** Others move it to the young generation, and fill that, at the same moment. */
  @Test
  void whatIsRemovedStaysAwayWhoeverMovesItMeanwhile() throws Exception {
    for (int round = 0; round < 2_000; round++) {
      known.put(-1, "a", LATER, 1);
      fill(0);
      CyclicBarrier together = new CyclicBarrier(2);
      AtomicBoolean removed = new AtomicBoolean();
      AtomicBoolean cameBack = new AtomicBoolean();
      Thread mover =
          Thread.ofPlatform()
              .start(
                  () -> {
                    await(together);
                    for (int i = 0; i < 200; i++) {
                      boolean over = removed.get();
                      if (known.get(-1, 0) != null && over) {
                        cameBack.set(true);
                      }
                      known.put(i, "y", LATER, 1);
                    }
                  });
      await(together);
      known.remove(-1);
      removed.set(true);
      mover.join();
      assertThat(cameBack).isFalse();
      assertThat(known.get(-1, 0)).isNull();
    }
  }

  private static void await(CyclicBarrier together) {
    try {
      together.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
