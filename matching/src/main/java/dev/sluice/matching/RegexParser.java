package dev.sluice.matching;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Reads those regular expressions that people write for paths and headers: literals, classes,
 * groups, alternatives and repetition, over ASCII. Anything else, flags and word boundaries for
 * instance, it leaves to RE2/J, which has also seen to it that the pattern is well-formed.
 */
final class RegexParser {
  private static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
  private static final int END = -1;

  private final String pattern;
  private int at;
  private int depth;
  private boolean foreign;

  private RegexParser(String pattern) {
    this.pattern = pattern;
  }

  /** Empty if there is anything in it that is not understood here. */
  static Optional<RegexNode> parse(String pattern) {
    RegexParser parser = new RegexParser(pattern);
    RegexNode node = parser.choice();
    return parser.foreign || parser.at < pattern.length() ? Optional.empty() : Optional.of(node);
  }

  private RegexNode choice() {
    List<RegexNode> parts = new ArrayList<>();
    parts.add(sequence());
    while (peek() == '|') {
      at++;
      parts.add(sequence());
    }
    return parts.size() == 1 ? parts.getFirst() : new RegexNode.Choice(parts);
  }

  /** Anchors at the ends of a whole alternative say nothing, since all of the text must match. */
  private RegexNode sequence() {
    List<RegexNode> parts = new ArrayList<>();
    if (depth == 0 && peek() == '^') {
      at++;
      foreign |= isQuantifier(peek());
    }
    while (!foreign && peek() != END && peek() != '|' && peek() != ')') {
      if (depth == 0 && peek() == '$' && (at + 1 == pattern.length() || follows('|'))) {
        at++;
      } else {
        parts.add(quantified(atom()));
      }
    }
    return new RegexNode.Sequence(parts);
  }

  private boolean follows(char c) {
    return at + 1 < pattern.length() && pattern.charAt(at + 1) == c;
  }

  private int peek() {
    return at < pattern.length() ? pattern.charAt(at) : END;
  }

  private static boolean isQuantifier(int c) {
    return c == '*' || c == '+' || c == '?' || c == '{';
  }

  private RegexNode quantified(RegexNode atom) {
    RegexNode node = atom;
    int start = at;
    switch (peek()) {
      case '*' -> {
        at++;
        node = new RegexNode.Star(atom);
      }
      case '+' -> {
        at++;
        node = RegexNode.repeat(atom, 1, -1);
      }
      case '?' -> {
        at++;
        node = RegexNode.optional(atom);
      }
      case '{' -> node = counted(atom);
      default -> {}
    }
    // The lazy form describes the same texts.
    if (at > start && peek() == '?') {
      at++;
    }
    return node;
  }

  private RegexNode counted(RegexNode atom) {
    int end = pattern.indexOf('}', at);
    String[] counts = end < 0 ? new String[0] : pattern.substring(at + 1, end).split(",", -1);
    if (counts.length == 0 || counts.length > 2 || !isCount(counts[0])) {
      foreign = true;
      return atom;
    }
    int least = Integer.parseInt(counts[0]);
    int most = least;
    if (counts.length == 2) {
      most = counts[1].isEmpty() ? -1 : isCount(counts[1]) ? Integer.parseInt(counts[1]) : -2;
    }
    foreign |= most == -2;
    at = end + 1;
    return RegexNode.repeat(atom, least, most);
  }

  private static boolean isCount(String text) {
    return !text.isEmpty()
        && text.length() <= 4
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private RegexNode atom() {
    char c = pattern.charAt(at++);
    return switch (c) {
      case '(' -> group();
      case '[' -> new RegexNode.Chars(bracketed());
      case '\\' -> new RegexNode.Chars(escaped());
      case '.' -> new RegexNode.Chars(all());
      case '^', '$', '*', '+', '?', '{' -> {
        foreign = true;
        yield RegexNode.empty();
      }
      default -> new RegexNode.Chars(only(c));
    };
  }

  private RegexNode group() {
    if (peek() == '?') {
      int name = pattern.startsWith("?P<", at) || pattern.startsWith("?<", at) ? '>' : 0;
      if (pattern.startsWith("?:", at)) {
        at += 2;
      } else if (name != 0 && pattern.indexOf(name, at) >= 0) {
        at = pattern.indexOf(name, at) + 1;
      } else {
        foreign = true;
        return RegexNode.empty();
      }
    }
    depth++;
    RegexNode inner = choice();
    depth--;
    foreign |= peek() != ')';
    at++;
    return inner;
  }

  private BitSet bracketed() {
    boolean negated = peek() == '^';
    at += negated ? 1 : 0;
    BitSet members = new BitSet(128);
    boolean first = true;
    while (!foreign && (first || peek() != ']')) {
      first = false;
      foreign |= peek() == END || pattern.startsWith("[:", at);
      if (!foreign) {
        member(members);
      }
    }
    at++;
    if (negated) {
      members.flip(0, 128);
    }
    return members;
  }

  private void member(BitSet members) {
    BitSet from = single();
    boolean range = peek() == '-' && at + 1 < pattern.length() && !follows(']');
    if (range && !foreign) {
      at++;
      BitSet to = single();
      foreign |= from.cardinality() != 1 || to.cardinality() != 1;
      if (!foreign) {
        members.set(from.nextSetBit(0), to.nextSetBit(0) + 1);
      }
    } else {
      members.or(from);
    }
  }

  private BitSet single() {
    char c = pattern.charAt(at++);
    return c == '\\' ? escaped() : only(c);
  }

  private BitSet escaped() {
    int c = peek();
    at++;
    BitSet set =
        switch (c) {
          case 'd', 'D' -> digits();
          case 'w', 'W' -> wordCharacters();
          case 's', 'S' -> spaces();
          case 't' -> only('\t');
          case 'n' -> only('\n');
          case 'r' -> only('\r');
          default -> {
            foreign |= c == END || PUNCTUATION.indexOf(c) < 0;
            yield only((char) Math.max(c, 0));
          }
        };
    if (c == 'D' || c == 'W' || c == 'S') {
      set.flip(0, 128);
    }
    return set;
  }

  private BitSet only(char c) {
    foreign |= c >= 128;
    BitSet set = new BitSet(128);
    set.set(Math.min(c, 127));
    return set;
  }

  private static BitSet all() {
    BitSet set = new BitSet(128);
    set.set(0, 128);
    return set;
  }

  private static BitSet digits() {
    BitSet set = new BitSet(128);
    set.set('0', '9' + 1);
    return set;
  }

  private static BitSet wordCharacters() {
    BitSet set = digits();
    set.set('a', 'z' + 1);
    set.set('A', 'Z' + 1);
    set.set('_');
    return set;
  }

  private static BitSet spaces() {
    BitSet set = new BitSet(128);
    "\t\n\f\r ".chars().forEach(set::set);
    return set;
  }
}
