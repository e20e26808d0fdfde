package dev.sluice.matching;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;

/** What {@link RegexParser} understands of a regular expression: which ASCII texts it describes. */
sealed interface RegexNode {
  /** One character of these. */
  record Chars(BitSet members) implements RegexNode {}

  /** One after the other; none stands for the empty text. */
  record Sequence(List<RegexNode> parts) implements RegexNode {}

  /** Any of them. */
  record Choice(List<RegexNode> parts) implements RegexNode {}

  /** As often as one likes, not at all included. */
  record Star(RegexNode part) implements RegexNode {}

  static RegexNode empty() {
    return new Sequence(List.of());
  }

  static RegexNode optional(RegexNode part) {
    return new Choice(List.of(part, empty()));
  }

  /**
   * @param most -1 for no bound
   */
  static RegexNode repeat(RegexNode part, int least, int most) {
    List<RegexNode> parts = new ArrayList<>(Collections.nCopies(least, part));
    if (most < 0) {
      parts.add(new Star(part));
    }
    for (int i = least; i < most; i++) {
      parts.add(optional(part));
    }
    return new Sequence(parts);
  }
}
