package dev.sluice.matching;

import java.util.Arrays;
import java.util.List;

/** A piece of a path pattern between two slashes. */
sealed interface PathSegment {
  /** These characters; may be empty, as behind a trailing slash. */
  record Literal(String text) implements PathSegment {}

  /** {@code *} and {@code report-*}: never empty. */
  record Wild(String text) implements PathSegment {}

  /** {@code **}. */
  record AnyNumber() implements PathSegment {}

  /** Of a path without wildcards. */
  static List<PathSegment> literals(String path) {
    return Arrays.stream(path.substring(1).split("/", -1)).<PathSegment>map(Literal::new).toList();
  }

  static List<PathSegment> glob(String glob) {
    return Arrays.stream(glob.substring(1).split("/", -1)).map(PathSegment::of).toList();
  }

  private static PathSegment of(String text) {
    if (text.equals("**")) {
      return new AnyNumber();
    }
    return text.indexOf('*') < 0 ? new Literal(text) : new Wild(text);
  }

  /** Whether the wide pattern certainly takes all that the narrow one takes. */
  static boolean cover(List<PathSegment> wide, List<PathSegment> narrow) {
    // From the ends: covers[n] says whether the rest of wide covers the rest of narrow from n on.
    boolean[] covers = new boolean[narrow.size() + 1];
    covers[narrow.size()] = true;
    for (int w = wide.size() - 1; w >= 0; w--) {
      boolean[] next = new boolean[narrow.size() + 1];
      boolean anyNumber = wide.get(w) instanceof AnyNumber;
      next[narrow.size()] = anyNumber && covers[narrow.size()];
      for (int n = narrow.size() - 1; n >= 0; n--) {
        next[n] =
            anyNumber
                ? covers[n] || next[n + 1]
                : covers[n + 1] && wide.get(w).coversOne(narrow.get(n));
      }
      covers = next;
    }
    return covers[0];
  }

  private boolean coversOne(PathSegment narrow) {
    return switch (this) {
      case AnyNumber any -> true;
      case Literal literal -> literal.equals(narrow);
      case Wild(String text) ->
          switch (narrow) {
            case AnyNumber any -> false;
            case Wild other -> text.equals("*") || text.equals(other.text);
            case Literal(String plain) -> !plain.isEmpty() && Glob.fits(text, plain);
          };
    };
  }
}
