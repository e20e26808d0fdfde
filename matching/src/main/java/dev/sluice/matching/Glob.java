package dev.sluice.matching;

import java.util.List;

/**
 * A path with wildcards: {@code *} stands for any characters within a segment, and alone for a
 * whole one that is not empty; {@code **}, always alone, for any number of segments, none included.
 * Time grows with the product of path and pattern at worst.
 */
public final class Glob {
  private static final String ANY_SEGMENTS = "**";

  private final String pattern;

  /** What stands between slashes, the first slash left out. */
  private final List<String> segments;

  private Glob(String pattern) {
    this.pattern = pattern;
    this.segments = List.of(pattern.substring(1).split("/", -1));
  }

  /** A glob as a user wrote it: usable or not. */
  public sealed interface Parsed {
    record Valid(Glob glob) implements Parsed {}

    /**
     * @param cause to be read after the glob
     */
    record Invalid(String cause) implements Parsed {}
  }

  /**
   * @param pattern as {@link RequestPath#normalize} returned it
   */
  public static Parsed parse(String pattern) {
    Glob glob = new Glob(pattern);
    for (String segment : glob.segments) {
      if (segment.contains(ANY_SEGMENTS) && !segment.equals(ANY_SEGMENTS)) {
        return new Parsed.Invalid(
            "has ** as a part of a segment; write * there, or ** between slashes");
      }
    }
    return new Parsed.Valid(glob);
  }

  /**
   * @throws IllegalArgumentException if the glob is none; the compiler has seen to that
   */
  static Glob of(String pattern) {
    return switch (parse(pattern)) {
      case Parsed.Valid(Glob glob) -> glob;
      case Parsed.Invalid(String cause) ->
          throw new IllegalArgumentException(pattern + " " + cause);
    };
  }

  /** In segments; time for a path is at most its length times this. */
  int size() {
    return segments.size();
  }

  public boolean matches(String path) {
    int segment = 0;
    int at = 1;
    int retrySegment = -1;
    int retryAt = 0;
    // Behind "**" the leftmost fit is as good as any, so one place to go back to is enough.
    while (true) {
      boolean fits;
      if (segment < segments.size() && segments.get(segment).equals(ANY_SEGMENTS)) {
        retrySegment = ++segment;
        retryAt = at;
        if (segment == segments.size()) {
          return true;
        }
        continue;
      }
      if (at > path.length()) {
        // No segment is left. A "**" at the very end may still stand for none.
        if (segment == segments.size()) {
          return true;
        }
        fits = false;
      } else if (segment == segments.size()) {
        fits = false;
      } else {
        int end = endOfSegment(path, at);
        fits = fits(segments.get(segment), path, at, end);
        if (fits) {
          segment++;
          at = end + 1;
        }
      }
      if (!fits) {
        if (retrySegment < 0 || retryAt > path.length()) {
          return false;
        }
        retryAt = endOfSegment(path, retryAt) + 1;
        segment = retrySegment;
        at = retryAt;
      }
    }
  }

  private static int endOfSegment(String path, int start) {
    int slash = path.indexOf('/', start);
    return slash < 0 ? path.length() : slash;
  }

  /** Whether a segment is what a segment of a glob asks for. */
  static boolean fits(String wanted, String segment) {
    return fits(wanted, segment, 0, segment.length());
  }

  /** Whether the characters from start to end are what the segment of the glob asks for. */
  private static boolean fits(String wanted, String path, int start, int end) {
    if (wanted.equals("*")) {
      return end > start;
    }
    int w = 0;
    int at = start;
    int star = -1;
    int starAt = 0;
    while (at < end) {
      if (w < wanted.length() && wanted.charAt(w) == '*') {
        star = w++;
        starAt = at;
      } else if (w < wanted.length() && wanted.charAt(w) == path.charAt(at)) {
        w++;
        at++;
      } else if (star >= 0) {
        w = star + 1;
        at = ++starAt;
      } else {
        return false;
      }
    }
    while (w < wanted.length() && wanted.charAt(w) == '*') {
      w++;
    }
    return w == wanted.length();
  }

  /** What every path that matches starts with, but for a slash at its end; may be empty. */
  String literalPrefix() {
    int star = pattern.indexOf('*');
    return star < 0 ? pattern : pattern.substring(0, star);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Glob that && pattern.equals(that.pattern);
  }

  @Override
  public int hashCode() {
    return pattern.hashCode();
  }

  @Override
  public String toString() {
    return pattern;
  }
}
