package dev.sluice.dataplane.observe.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EntryQueueTest {
  @Test
  void givesBackInOrderAndRefusesWhenFull() {
    EntryQueue<Integer> queue = new EntryQueue<>(4);
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 4; i++) {
        assertThat(queue.offer(i)).isTrue();
      }
      assertThat(queue.offer(4)).isFalse();
      assertThat(queue.size()).isEqualTo(4);
      for (int i = 0; i < 4; i++) {
        assertThat(queue.poll()).isEqualTo(i);
      }
      assertThat(queue.poll()).isNull();
    }
  }

  @Test
  void wantsAPowerOfTwo() {
    assertThatThrownBy(() -> new EntryQueue<>(3)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void manyWritersLoseAndDoubleNothing() throws Exception {
    EntryQueue<int[]> queue = new EntryQueue<>(64);
    int writers = 4;
    int each = 50_000;
    List<Thread> threads = new ArrayList<>();
    for (int w = 0; w < writers; w++) {
      int writer = w;
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < each; i++) {
                      int[] entry = {writer, i};
                      while (!queue.offer(entry)) {
                        Thread.yield();
                      }
                    }
                  }));
    }
    int[] next = new int[writers];
    for (int taken = 0; taken < writers * each; ) {
      int[] entry = queue.poll();
      if (entry == null) {
        Thread.yield();
      } else {
        assertThat(entry[1]).isEqualTo(next[entry[0]]++);
        taken++;
      }
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(next).containsOnly(each);
    assertThat(queue.poll()).isNull();
  }
}
