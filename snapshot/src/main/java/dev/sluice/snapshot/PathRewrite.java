package dev.sluice.snapshot;

/**
 * The path that takes the place of the one that was matched. Fixed paths are in normalised form.
 */
public sealed interface PathRewrite {
  /** The path stays as it is. */
  record Keep() implements PathRewrite {}

  /**
   * @param path the whole new path
   */
  record Full(String path) implements PathRewrite {}

  /**
   * Takes the place of the prefix that matched; what follows stays. Only in rules whose matches all
   * have a {@link PathMatch.Prefix}.
   *
   * @param replacement starts with {@code /} and does not end with one; empty to drop the prefix
   */
  record Prefix(String replacement) implements PathRewrite {}

  /**
   * Every part of the path that matches is replaced; a path in which nothing matches stays.
   *
   * @param pattern in RE2 syntax
   * @param substitution with {@code \1} to {@code \9} for what groups took, {@code \0} for the
   *     whole part
   */
  record Regex(String pattern, String substitution) implements PathRewrite {}
}
