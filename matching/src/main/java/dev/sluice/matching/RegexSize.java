package dev.sluice.matching;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How large the program of a regular expression will be at least as far as repetition goes, before
 * anything is compiled: {@code ((a{1000}){1000}){1000}} has 24 characters and needs a thousand
 * million instructions. Reads any text; whether it is a regular expression is not asked here.
 */
final class RegexSize {
  private final String pattern;
  private int at;

  /** What stands in the groups that are open, the innermost first. */
  private final Deque<Long> open = new ArrayDeque<>();

  private long size;
  private long lastAtom;

  private RegexSize(String pattern) {
    this.pattern = pattern;
  }

  /** In instructions; {@link Long#MAX_VALUE} for more than can be counted. */
  static long of(String pattern) {
    return new RegexSize(pattern).count();
  }

  private long count() {
    while (at < pattern.length()) {
      char c = pattern.charAt(at++);
      switch (c) {
        case '(' -> {
          open.push(size);
          size = 1;
          lastAtom = 0;
        }
        case ')' -> {
          long outside = open.isEmpty() ? 0 : open.pop();
          lastAtom = size;
          size = plus(outside, lastAtom);
        }
        case '[' -> {
          skipClass();
          atom(1);
        }
        case '\\' -> escape();
        case '*', '+', '?' -> repeat(1, 1);
        case '{' -> counted();
        default -> atom(1);
      }
    }
    while (!open.isEmpty()) {
      size = plus(size, open.pop());
    }
    return size;
  }

  private void atom(long instructions) {
    lastAtom = instructions;
    size = plus(size, instructions);
  }

  /** The last atom stands there so often, with so much around it. */
  private void repeat(long times, long around) {
    long all = plus(times(lastAtom, times), around);
    size = plus(size - lastAtom, all);
    lastAtom = all;
  }

  /** {@code n}, {@code n,} or {@code n,m}; anything else is a plain brace. */
  private void counted() {
    int end = pattern.indexOf('}', at);
    String counts = end < 0 ? "" : pattern.substring(at, end);
    int comma = counts.indexOf(',');
    String from = comma < 0 ? counts : counts.substring(0, comma);
    String to = comma < 0 ? from : counts.substring(comma + 1);
    if (!isNumber(from) || !(to.isEmpty() || isNumber(to))) {
      atom(1);
      return;
    }
    at = end + 1;
    // Beyond n every further round is optional, which costs an instruction more.
    long most = Math.max(1, Long.parseLong(to.isEmpty() ? from : to));
    repeat(most, comma < 0 ? 0 : plus(most, 1));
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty()
        && text.length() <= 9
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private void escape() {
    char c = at < pattern.length() ? pattern.charAt(at++) : '\\';
    if (c == 'Q') {
      int end = pattern.indexOf("\\E", at);
      String quoted = pattern.substring(at, end < 0 ? pattern.length() : end);
      quoted.chars().forEach(literal -> atom(1));
      at = end < 0 ? pattern.length() : end + 2;
      return;
    }
    boolean braced = (c == 'x' || c == 'p' || c == 'P') && pattern.startsWith("{", at);
    int end = braced ? pattern.indexOf('}', at) : -1;
    at = end < 0 ? at : end + 1;
    atom(1);
  }

  private void skipClass() {
    if (pattern.startsWith("^", at)) {
      at++;
    }
    // A bracket that stands first is a member.
    if (pattern.startsWith("]", at)) {
      at++;
    }
    while (at < pattern.length() && pattern.charAt(at) != ']') {
      if (pattern.startsWith("[:", at) && pattern.indexOf(":]", at + 2) >= 0) {
        at = pattern.indexOf(":]", at + 2) + 2;
      } else {
        at += pattern.charAt(at) == '\\' ? 2 : 1;
      }
    }
    at++;
  }

  private static long plus(long one, long other) {
    long sum = one + other;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  private static long times(long one, long other) {
    return Math.multiplyHigh(one, other) != 0 || one * other < 0 ? Long.MAX_VALUE : one * other;
  }
}
