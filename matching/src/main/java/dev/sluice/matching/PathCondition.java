package dev.sluice.matching;

import dev.sluice.snapshot.PathMatch;

/** A condition on the path. */
public sealed interface PathCondition extends Condition {
  boolean holds(String path);

  @Override
  default boolean holds(MatchRequest request) {
    return holds(request.path());
  }

  @Override
  default String found(MatchRequest request) {
    return "path is " + request.path();
  }

  /** The whole path, character by character. */
  record Exact(String value) implements PathCondition {
    @Override
    public boolean holds(String path) {
      return value.equals(path);
    }

    @Override
    public String text() {
      return "path exactly " + value;
    }
  }

  /**
   * Whole segments from the start.
   *
   * @param value without trailing slash; empty for every path
   */
  record Prefix(String value) implements PathCondition {
    @Override
    public boolean holds(String path) {
      int length = value.length();
      return path.startsWith(value) && (path.length() == length || path.charAt(length) == '/');
    }

    @Override
    public String text() {
      return "path under " + (value.isEmpty() ? "/" : value);
    }
  }

  /** {@code *} and {@code **}. */
  record Wild(Glob glob) implements PathCondition {
    @Override
    public boolean holds(String path) {
      return glob.matches(path);
    }

    @Override
    public boolean holds(MatchRequest request) {
      request.spend((long) request.path().length() * glob.size());
      return holds(request.path());
    }

    @Override
    public String text() {
      return "path like " + glob;
    }
  }

  /** A regular expression over the whole path. */
  record Matches(Regex regex) implements PathCondition {
    @Override
    public boolean holds(String path) {
      return regex.matches(path);
    }

    @Override
    public boolean holds(MatchRequest request) {
      return regex.matches(request.path(), request);
    }

    @Override
    public String text() {
      return "path matches " + regex;
    }
  }

  /**
   * @throws IllegalArgumentException if a pattern is none
   */
  static PathCondition of(PathMatch match) {
    return switch (match) {
      case PathMatch.Exact(String value) -> new Exact(value);
      case PathMatch.Prefix(String value) ->
          new Prefix(value.endsWith("/") ? value.substring(0, value.length() - 1) : value);
      case PathMatch.Glob(String value) -> new Wild(Glob.of(value));
      case PathMatch.Regex(String value) -> new Matches(Regex.of(value));
    };
  }
}
