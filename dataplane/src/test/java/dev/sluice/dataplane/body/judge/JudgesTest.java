package dev.sluice.dataplane.body.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class JudgesTest {
  @Test
  void whoSendsManyDoesNotMakeOthersWaitForAllOfThem() throws Exception {
    List<String> order = new CopyOnWriteArrayList<>();
    CountDownLatch begin = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(12);
    try (Judges judges = new Judges(1)) {
      judges.judge(
          "first",
          () -> {
            try {
              begin.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            done.countDown();
          });
      for (int i = 0; i < 10; i++) {
        judges.judge(
            "many",
            () -> {
              order.add("many");
              done.countDown();
            });
      }
      judges.judge(
          "one",
          () -> {
            order.add("one");
            done.countDown();
          });
      assertThat(judges.waiting()).isGreaterThanOrEqualTo(11);
      begin.countDown();
      assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(order).startsWith("many", "one", "many");
  }

  @Test
  void aTaskThatFailsEndsNoThread() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    try (Judges judges = new Judges(1)) {
      judges.judge(
          "a",
          () -> {
            throw new IllegalStateException("on purpose");
          });
      judges.judge("a", done::countDown);
      assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void memoryIsTakenOnlyWhileThereIsSome() {
    BodyMemory memory = new BodyMemory(100);
    assertThat(memory.take(60)).isTrue();
    assertThat(memory.take(60)).isFalse();
    assertThat(memory.held()).isEqualTo(60);
    HeldBytes held = new HeldBytes(60, memory);
    held.close();
    held.close();
    assertThat(memory.held()).isZero();
  }
}
