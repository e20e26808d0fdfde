package dev.sluice.matching;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A regular expression as a deterministic automaton over ASCII: one step for each character, no
 * allocation. RE2/J simulates the expression instead, which takes a hundred times as long; it has
 * the last word wherever this has none.
 */
final class RegexAutomaton {
  /** Beyond these an automaton costs more memory and time to build than it is worth. */
  private static final int MAX_POSITIONS = 256;

  private static final int MAX_STATES = 128;

  private static final int DEAD = -1;

  /** What the automaton says of a text. */
  enum Answer {
    YES,
    NO,
    /** The text has characters outside ASCII. */
    UNKNOWN
  }

  /** Characters that no place tells apart share a column. */
  private final byte[] columnOf = new byte[128];

  private final int columns;
  private final short[] next;
  private final boolean[] accepting;

  private RegexAutomaton(byte[] columnOf, int columns, short[] next, boolean[] accepting) {
    System.arraycopy(columnOf, 0, this.columnOf, 0, 128);
    this.columns = columns;
    this.next = next;
    this.accepting = accepting;
  }

  /**
   * Empty if the pattern is not for {@link RegexParser}, or its automaton would be large.
   *
   * @param pattern well-formed
   */
  static Optional<RegexAutomaton> of(String pattern) {
    return RegexParser.parse(pattern)
        .map(node -> new RegexPositions(node, MAX_POSITIONS))
        .filter(positions -> !positions.tooMany())
        .flatMap(RegexAutomaton::build);
  }

  Answer ask(String text) {
    int state = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 128) {
        return Answer.UNKNOWN;
      }
      state = next[state * columns + columnOf[c]];
      if (state == DEAD) {
        return Answer.NO;
      }
    }
    return accepting[state] ? Answer.YES : Answer.NO;
  }

  private static Optional<RegexAutomaton> build(RegexPositions positions) {
    byte[] columnOf = new byte[128];
    int columns = columns(positions, columnOf);
    char[] sample = new char[columns];
    for (char c = 0; c < 128; c++) {
      sample[columnOf[c]] = c;
    }
    // State 0 has read nothing; every other is the set of places that may have read the last one.
    Map<BitSet, Integer> known = new HashMap<>();
    Deque<BitSet> open = new ArrayDeque<>();
    List<short[]> rows = new ArrayList<>();
    List<Boolean> accepting = new ArrayList<>();
    open.add(new BitSet());
    accepting.add(positions.matchesEmpty);
    while (!open.isEmpty()) {
      BitSet state = open.poll();
      BitSet reachable = rows.isEmpty() ? positions.first : after(state, positions);
      short[] row = new short[columns];
      for (int column = 0; column < columns; column++) {
        BitSet target = reading(sample[column], reachable, positions);
        Integer number = known.get(target);
        if (target.isEmpty()) {
          number = DEAD;
        } else if (number == null) {
          number = accepting.size();
          known.put(target, number);
          open.add(target);
          accepting.add(target.intersects(positions.last));
        }
        row[column] = number.shortValue();
      }
      rows.add(row);
      if (accepting.size() > MAX_STATES) {
        return Optional.empty();
      }
    }
    short[] next = new short[rows.size() * columns];
    boolean[] accepts = new boolean[rows.size()];
    for (int state = 0; state < rows.size(); state++) {
      System.arraycopy(rows.get(state), 0, next, state * columns, columns);
      accepts[state] = accepting.get(state);
    }
    return Optional.of(new RegexAutomaton(columnOf, columns, next, accepts));
  }

  private static BitSet after(BitSet state, RegexPositions positions) {
    BitSet after = new BitSet();
    for (int i = state.nextSetBit(0); i >= 0; i = state.nextSetBit(i + 1)) {
      after.or(positions.follow.get(i));
    }
    return after;
  }

  private static BitSet reading(char c, BitSet places, RegexPositions positions) {
    BitSet reading = new BitSet();
    for (int i = places.nextSetBit(0); i >= 0; i = places.nextSetBit(i + 1)) {
      if (positions.members.get(i).get(c)) {
        reading.set(i);
      }
    }
    return reading;
  }

  /** Splits the characters until no place tells those of one column apart. */
  private static int columns(RegexPositions positions, byte[] columnOf) {
    int columns = 1;
    for (BitSet members : positions.members.stream().distinct().toList()) {
      int[] inside = new int[128];
      Arrays.fill(inside, -1);
      boolean[] outside = new boolean[128];
      for (int c = 0; c < 128; c++) {
        outside[columnOf[c]] |= !members.get(c);
      }
      for (int c = 0; c < 128; c++) {
        int column = columnOf[c];
        if (members.get(c) && outside[column]) {
          if (inside[column] < 0) {
            inside[column] = columns++;
          }
          columnOf[c] = (byte) inside[column];
        }
      }
    }
    return columns;
  }
}
