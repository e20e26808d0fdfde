package dev.sluice.dataplane.auth.line;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FairLineTest {
  private static List<String> all(FairLine<String> line) {
    List<String> all = new ArrayList<>();
    for (String next = line.next(); next != null; next = line.next()) {
      all.add(next);
    }
    return all;
  }

  @Test
  void clientsTakeTurns() {
    FairLine<String> line = new FairLine<>(10, 5);
    for (int i = 0; i < 4; i++) {
      line.add("flood", "f" + i);
    }
    line.add("ada", "a");
    line.add("bob", "b");
    assertThat(line.size()).isEqualTo(6);
    assertThat(all(line)).containsExactly("f0", "a", "b", "f1", "f2", "f3");
    assertThat(line.size()).isZero();
  }

  @Test
  void oneClientHasItsPartAndNoMore() {
    FairLine<String> line = new FairLine<>(10, 2);
    assertThat(line.add("a", "1")).isInstanceOf(FairLine.Place.Given.class);
    assertThat(line.add("a", "2")).isInstanceOf(FairLine.Place.Given.class);
    assertThat(line.add("a", "3")).isInstanceOf(FairLine.Place.None.class);
    line.next();
    assertThat(line.add("a", "3")).isInstanceOf(FairLine.Place.Given.class);
  }

  @Test
  void whoHasTheMostMakesRoomForWhoHasLess() {
    FairLine<String> line = new FairLine<>(6, 4);
    for (int i = 0; i < 4; i++) {
      line.add("x", "x" + i);
    }
    line.add("y", "y0");
    line.add("y", "y1");
    assertThat(line.add("ada", "a")).isEqualTo(new FairLine.Place.Taken<>("x3"));
    assertThat(line.add("bob", "b")).isEqualTo(new FairLine.Place.Taken<>("x2"));
    // All have the same by now: nobody has to make room.
    assertThat(line.add("ada", "a2")).isInstanceOf(FairLine.Place.None.class);
    assertThat(all(line)).containsExactly("x0", "y0", "a", "b", "x1", "y1");
  }

  @Test
  void whateverComesTheBoundHoldsAndNobodyIsLost() {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      FairLine<String> line = new FairLine<>(20, 7);
      List<String> inside = new ArrayList<>();
      Map<String, Integer> share = new HashMap<>();
      for (int i = 0; i < 500; i++) {
        if (random.nextInt(3) == 0) {
          String next = line.next();
          assertThat(next == null).isEqualTo(inside.isEmpty());
          if (next != null) {
            assertThat(inside.remove(next)).isTrue();
            share.merge(next.substring(0, 1), -1, Integer::sum);
          }
          continue;
        }
        String client = String.valueOf((char) ('a' + Math.abs((int) (random.nextGaussian() * 3))));
        String one = client + i;
        switch (line.add(client, one)) {
          case FairLine.Place.Given<String> given -> {
            inside.add(one);
            share.merge(client, 1, Integer::sum);
          }
          case FairLine.Place.Taken<String>(String from) -> {
            assertThat(inside.remove(from)).isTrue();
            share.merge(from.substring(0, 1), -1, Integer::sum);
            inside.add(one);
            share.merge(client, 1, Integer::sum);
            assertThat(share.get(client)).isLessThanOrEqualTo(share.get(from.substring(0, 1)));
          }
          case FairLine.Place.None<String> none ->
              assertThat(inside.size() == 20 || share.getOrDefault(client, 0) == 7).isTrue();
        }
        assertThat(line.size()).isEqualTo(inside.size()).isLessThanOrEqualTo(20);
      }
      assertThat(all(line)).containsExactlyInAnyOrderElementsOf(inside);
    }
  }
}
