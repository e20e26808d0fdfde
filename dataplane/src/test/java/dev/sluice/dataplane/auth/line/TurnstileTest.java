package dev.sluice.dataplane.auth.line;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TurnstileTest {
  private static final Turnstile.Room ROOM = new Turnstile.Room(32, 512, 256);

  /** Nothing of it is done until the test says so. */
  private final Deque<Runnable> threads = new ArrayDeque<>();

  private final Turnstile line = new Turnstile(ROOM, threads::add);
  private final List<String> done = new ArrayList<>();

  private boolean add(String client, String name) {
    return line.add(client, () -> done.add(name), () -> done.add("not " + name));
  }

  /** As many as are put at a time, each of another client. */
  private void fill() {
    for (int i = 0; i < ROOM.asked(); i++) {
      assertThat(add("192.0.2." + i, "first")).isTrue();
    }
    assertThat(threads).hasSize(ROOM.asked());
  }

  private void run() {
    for (Runnable next = threads.poll(); next != null; next = threads.poll()) {
      next.run();
    }
  }

  @Test
  void oneNetworkOfIpv6IsOneClient() {
    fill();
    for (int i = 0; i < ROOM.waitingOfOne(); i++) {
      assertThat(add("2001:db8::" + Integer.toHexString(i), "flood")).isTrue();
    }
    assertThat(add("2001:db8::ffff", "flood")).isFalse();
    assertThat(add("2001:db8:0:1::1", "ada")).isTrue();
  }

  @Test
  void whoHasTheMostMakesRoomAndIsTold() {
    fill();
    for (int i = 0; i < ROOM.waiting(); i++) {
      assertThat(add("198.51.100." + i % 2, "flood " + i)).isTrue();
    }
    assertThat(add("203.0.113.1", "ada")).isTrue();
    assertThat(done).hasSize(1).first().asString().startsWith("not flood");
    assertThat(line.size()).isEqualTo(ROOM.waiting());
    done.clear();
    run();
    assertThat(done).hasSize(ROOM.asked() + ROOM.waiting()).contains("ada");
    assertThat(done.indexOf("ada")).isLessThanOrEqualTo(ROOM.asked() + 3);
    assertThat(line.size()).isZero();
  }

  @Test
  void whateverOneClientWantsToKnowThereIsRoomForAnother() {
    for (int i = 0; i < 2 * ROOM.asked(); i++) {
      assertThat(add("192.0.2.1", "flood " + i)).isTrue();
    }
    assertThat(threads).hasSize(24);
    assertThat(add("192.0.2.2", "ada")).isTrue();
    threads.pollLast().run();
    assertThat(done).containsExactly("ada");
    run();
    assertThat(done).hasSize(2 * ROOM.asked() + 1);
    assertThat(line.size()).isZero();
  }

  @Test
  void roomThatOthersLeaveIsTaken() {
    for (int client = 0; client < 4; client++) {
      for (int i = 0; i < ROOM.asked(); i++) {
        assertThat(add("192.0.2." + client, "client " + client)).isTrue();
      }
    }
    int atATime = threads.size();
    assertThat(atATime).isBetween(30, ROOM.asked());
    int most = 0;
    while (!threads.isEmpty()) {
      most = Math.max(most, threads.size());
      threads.removeFirst().run();
    }
    assertThat(most).isBetween(atATime, ROOM.asked());
    assertThat(done).hasSize(4 * ROOM.asked());
  }
}
