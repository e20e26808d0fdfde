package dev.sluice.dataplane.auth.introspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LineTest {
  /** Nothing of it is done until the test says so. */
  private final Deque<Runnable> threads = new ArrayDeque<>();

  private final Line line = new Line(threads::add);
  private final List<String> done = new ArrayList<>();

  private boolean add(String client, String name) {
    return line.add(client, () -> done.add(name), () -> done.add("not " + name));
  }

  /** As many as are put at a time. */
  private void fill() {
    for (int i = 0; i < Line.MOST_ASKED; i++) {
      assertThat(add("192.0.2.1", "first")).isTrue();
    }
    assertThat(threads).hasSize(Line.MOST_ASKED);
  }

  @Test
  void oneNetworkOfIpv6IsOneClient() {
    fill();
    for (int i = 0; i < Line.MOST_OF_ONE_CLIENT; i++) {
      assertThat(add("2001:db8::" + Integer.toHexString(i), "flood")).isTrue();
    }
    assertThat(add("2001:db8::ffff", "flood")).isFalse();
    assertThat(add("2001:db8:0:1::1", "ada")).isTrue();
  }

  @Test
  void whoHasTheMostMakesRoomAndIsTold() {
    fill();
    for (int i = 0; i < Line.MOST_WAITING; i++) {
      assertThat(add("198.51.100." + i % 2, "flood " + i)).isTrue();
    }
    assertThat(add("203.0.113.1", "ada")).isTrue();
    assertThat(done).hasSize(1).first().asString().startsWith("not flood");
    assertThat(line.size()).isEqualTo(Line.MOST_WAITING);
    done.clear();
    threads.forEach(Runnable::run);
    assertThat(done).hasSize(Line.MOST_ASKED + Line.MOST_WAITING).contains("ada");
    assertThat(done.indexOf("ada")).isLessThanOrEqualTo(4);
    assertThat(line.size()).isZero();
  }
}
