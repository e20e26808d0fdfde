package dev.sluice.matching;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Glushkov's construction: every place in a regular expression where a character is read, and which
 * places may come after which.
 */
final class RegexPositions {
  /** Characters that may be read at each place. */
  final List<BitSet> members = new ArrayList<>();

  /** Places that may come after each place. */
  final List<BitSet> follow = new ArrayList<>();

  final BitSet first;
  final BitSet last;
  final boolean matchesEmpty;
  private final int limit;

  /** A part of the expression: where it may begin and end, and whether it may be passed over. */
  private record Part(BitSet first, BitSet last, boolean nullable) {}

  RegexPositions(RegexNode root, int limit) {
    this.limit = limit;
    Part whole = part(root);
    this.first = whole.first;
    this.last = whole.last;
    this.matchesEmpty = whole.nullable;
  }

  boolean tooMany() {
    return members.size() > limit;
  }

  private Part part(RegexNode node) {
    if (tooMany()) {
      return new Part(new BitSet(), new BitSet(), true);
    }
    return switch (node) {
      case RegexNode.Chars(BitSet chars) -> {
        BitSet self = new BitSet();
        self.set(members.size());
        members.add(chars);
        follow.add(new BitSet());
        yield new Part(self, self, false);
      }
      case RegexNode.Sequence(List<RegexNode> parts) -> {
        Part sum = new Part(new BitSet(), new BitSet(), true);
        for (RegexNode each : parts) {
          sum = joined(sum, part(each));
        }
        yield sum;
      }
      case RegexNode.Choice(List<RegexNode> parts) -> {
        BitSet first = new BitSet();
        BitSet last = new BitSet();
        boolean nullable = false;
        for (RegexNode each : parts) {
          Part part = part(each);
          first.or(part.first);
          last.or(part.last);
          nullable |= part.nullable;
        }
        yield new Part(first, last, nullable);
      }
      case RegexNode.Star(RegexNode inner) -> {
        Part part = part(inner);
        link(part.last, part.first);
        yield new Part(part.first, part.last, true);
      }
    };
  }

  private Part joined(Part left, Part right) {
    link(left.last, right.first);
    BitSet first = (BitSet) left.first.clone();
    if (left.nullable) {
      first.or(right.first);
    }
    BitSet last = (BitSet) right.last.clone();
    if (right.nullable) {
      last.or(left.last);
    }
    return new Part(first, last, left.nullable && right.nullable);
  }

  private void link(BitSet from, BitSet to) {
    for (int i = from.nextSetBit(0); i >= 0; i = from.nextSetBit(i + 1)) {
      follow.get(i).or(to);
    }
  }
}
