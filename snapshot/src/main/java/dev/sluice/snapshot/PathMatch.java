package dev.sluice.snapshot;

/**
 * How a path is matched: against the normalised path, case-sensitive, without the query.
 *
 * <p>Values other than patterns are in normalised form (unreserved characters decoded, no dot
 * segments), so that equal bytes mean equal paths.
 */
public sealed interface PathMatch {
  String value();

  record Exact(String value) implements PathMatch {}

  /**
   * Whole segments: {@code /orders} holds for {@code /orders}, {@code /orders/} and {@code
   * /orders/7}, not for {@code /ordersx}.
   *
   * @param value starts with {@code /}, no trailing slash unless it is {@code /} itself
   */
  record Prefix(String value) implements PathMatch {}

  /**
   * Segment by segment: {@code *} stands for any characters within a segment, and alone for a whole
   * one that is not empty; {@code **}, always alone, for any number of segments, none included.
   *
   * @param value starts with {@code /}
   */
  record Glob(String value) implements PathMatch {}

  /**
   * The whole path, by a linear-time engine.
   *
   * @param value in RE2 syntax
   */
  record Regex(String value) implements PathMatch {}
}
