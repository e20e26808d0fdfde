package dev.sluice.matching;

import dev.sluice.snapshot.PathMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The paths that a {@link PathMatch} takes, as far as that can be said for certain: enough to know
 * of two of them that one takes all that the other does.
 *
 * @param match what it is about
 * @param within segments of a pattern that takes at least these paths
 * @param least segments of a pattern that takes at most these; empty if unknown
 * @param start what all of them begin with
 * @param startsWith they are all that begin with this; empty if that cannot be said
 */
record PathSet(
    PathMatch match,
    List<PathSegment> within,
    Optional<List<PathSegment>> least,
    String start,
    Optional<String> startsWith) {
  /** Longer patterns are compared as wholes only: nobody shall buy time with them. */
  private static final int MAX_STEPS = 4_096;

  PathSet {
    within = List.copyOf(within);
  }

  static PathSet of(PathMatch match) {
    return switch (match) {
      case PathMatch.Exact(String value) -> of(match, PathSegment.literals(value), value);
      case PathMatch.Prefix(String value) -> of(match, under(value), value);
      case PathMatch.Glob(String value) -> of(match, PathSegment.glob(value), start(value));
      case PathMatch.Regex(String value) ->
          SimpleRegex.of(value)
              .filter(PathSet::isOfPaths)
              .map(simple -> of(match, simple))
              .orElseGet(
                  () -> new PathSet(match, under("/"), Optional.empty(), "/", Optional.empty()));
    };
  }

  private static PathSet of(PathMatch match, List<PathSegment> segments, String start) {
    return new PathSet(match, segments, Optional.of(segments), start, Optional.empty());
  }

  private static boolean isOfPaths(SimpleRegex regex) {
    return regex.text().isEmpty()
        ? regex.rest() != SimpleRegex.Rest.NOTHING
        : regex.text().startsWith("/");
  }

  private static PathSet of(PathMatch match, SimpleRegex regex) {
    String text = regex.text().isEmpty() ? "/" : regex.text();
    return switch (regex.rest()) {
      case NOTHING -> of(match, PathSegment.literals(text), text);
      case SEGMENTS -> of(match, under(text), text);
      case ANYTHING ->
          new PathSet(
              match,
              under(text.substring(0, text.lastIndexOf('/'))),
              Optional.empty(),
              text,
              Optional.of(text));
    };
  }

  private static List<PathSegment> under(String path) {
    List<PathSegment> segments =
        path.isEmpty() || path.equals("/")
            ? new ArrayList<>()
            : new ArrayList<>(PathSegment.literals(path));
    segments.add(new PathSegment.AnyNumber());
    return segments;
  }

  /** {@code /a/**} takes {@code /a} too. */
  private static String start(String glob) {
    int star = glob.indexOf('*');
    String plain = star < 0 ? glob : glob.substring(0, star);
    boolean anyNumber = star >= 0 && glob.startsWith("**", star);
    return anyNumber && plain.length() > 1 ? plain.substring(0, plain.length() - 1) : plain;
  }

  /** The segments that all of the paths begin with: {@code /a/b}, or nothing. */
  String directory() {
    StringBuilder directory = new StringBuilder();
    for (PathSegment segment : within) {
      if (!(segment instanceof PathSegment.Literal(String text))) {
        break;
      }
      directory.append('/').append(text);
    }
    return directory.toString();
  }

  /** Whether it may take more than another pattern: a single path covers only itself. */
  boolean takesMoreThanOne() {
    return !(match instanceof PathMatch.Exact) && (least.isPresent() || startsWith.isPresent());
  }

  /** Whether this certainly takes every path that the other takes. */
  boolean covers(PathSet other) {
    if (match.equals(other.match)) {
      return true;
    }
    if (startsWith.isPresent() && other.start.startsWith(startsWith.get())) {
      return true;
    }
    return least.isPresent()
        && least.get().size() * other.within.size() <= MAX_STEPS
        && PathSegment.cover(least.get(), other.within);
  }
}
