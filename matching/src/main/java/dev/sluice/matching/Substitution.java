package dev.sluice.matching;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;

/**
 * What takes the place of each part of a path that a regular expression matches: text with {@code
 * \1} to {@code \9} for what groups took and {@code \0} for the whole part, as in RE2.
 */
public final class Substitution {
  /** Longer ones are refused. */
  public static final int MAX_LENGTH = 1_024;

  /** Each part may cost a walk over the rest of the path, so that all together must be few. */
  static final int MAX_PARTS = 100;

  /**
   * Steps of the pattern's program, at worst: who finds parts one by one may read the rest of a
   * long path again for each, on a thread that serves others too.
   */
  static final long MAX_STEPS = 4_000_000;

  /** As long as a request's target may be. */
  static final int MAX_RESULT = 8 << 10;

  private final Pattern pattern;
  private final List<Piece> pieces;

  private sealed interface Piece {
    record Text(String text) implements Piece {}

    record Group(int number) implements Piece {}
  }

  private Substitution(Pattern pattern, List<Piece> pieces) {
    this.pattern = pattern;
    this.pieces = List.copyOf(pieces);
  }

  /** A substitution as a user wrote it: usable or not. */
  public sealed interface Parsed {
    record Valid(Substitution substitution) implements Parsed {}

    /**
     * @param cause what is wrong and how to mend it, to be read after the substitution
     */
    record Invalid(String cause) implements Parsed {}
  }

  public static Parsed parse(Regex regex, String text) {
    if (text.length() > MAX_LENGTH) {
      return new Parsed.Invalid("is longer than " + MAX_LENGTH + " characters; shorten it");
    }
    Pattern pattern = regex.compiled();
    List<Piece> pieces = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c != '\\') {
        literal.append(c);
        continue;
      }
      at++;
      char escaped = at < text.length() ? text.charAt(at) : ' ';
      int group = escaped - '0';
      if (group < 0 || group > 9) {
        // A backslash itself would do for RE2, but no path may have one.
        return new Parsed.Invalid("has \\ before something else than a digit; write \\1 to \\9");
      }
      if (group > pattern.groupCount()) {
        return new Parsed.Invalid(
            "refers to group "
                + group
                + ", and the pattern has "
                + pattern.groupCount()
                + "; put parentheses around what is to be kept");
      }
      if (!literal.isEmpty()) {
        pieces.add(new Piece.Text(literal.toString()));
        literal.setLength(0);
      }
      pieces.add(new Piece.Group(group));
    }
    if (!literal.isEmpty()) {
      pieces.add(new Piece.Text(literal.toString()));
    }
    for (Piece piece : pieces) {
      if (piece instanceof Piece.Text(String fixed)
          && RequestPath.normalize("/" + fixed) instanceof RequestPath.Refused(var reason)) {
        return new Parsed.Invalid(reason.text() + ", and no path may have that; remove it");
      }
    }
    return new Parsed.Valid(new Substitution(pattern, pieces));
  }

  /** The path with every matching part replaced; not normalised yet. */
  RewrittenPath replace(String path) {
    Matcher matcher = pattern.matcher(path);
    StringBuilder result = new StringBuilder(path.length() + 32);
    int done = 0;
    int parts = 0;
    boolean any = false;
    long steps = 0;
    while (true) {
      steps += (long) (path.length() - done) * pattern.programSize();
      if (steps > MAX_STEPS) {
        return new RewrittenPath.Refused("would take too long to make");
      }
      if (!matcher.find()) {
        break;
      }
      // As in RE2: nothing at the end of something is no part of its own.
      if (any && matcher.start() == matcher.end() && matcher.start() == done) {
        continue;
      }
      if (++parts > MAX_PARTS) {
        return new RewrittenPath.Refused("would have more than " + MAX_PARTS + " parts replaced");
      }
      any = true;
      result.append(path, done, matcher.start());
      append(matcher, result);
      done = matcher.end();
      if (result.length() > MAX_RESULT) {
        return new RewrittenPath.Refused("is longer than " + MAX_RESULT + " characters");
      }
    }
    if (!any) {
      return new RewrittenPath.Path(path);
    }
    return new RewrittenPath.Path(result.append(path, done, path.length()).toString());
  }

  private void append(Matcher matcher, StringBuilder result) {
    for (Piece piece : pieces) {
      switch (piece) {
        case Piece.Text(String text) -> result.append(text);
        case Piece.Group(int number) -> {
          String taken = matcher.group(number);
          if (taken != null) {
            result.append(taken);
          }
        }
      }
    }
  }

  @Override
  public String toString() {
    return pattern + " -> " + pieces;
  }
}
