package dev.sluice.matching;

/** What a rewrite makes of a path. */
public sealed interface RewrittenPath {
  /** Normalised, as every path that is forwarded. */
  record Path(String path) implements RewrittenPath {}

  /**
   * It makes none.
   *
   * @param detail what came out in its place, to be read after the words "the rewritten path"
   */
  record Refused(String detail) implements RewrittenPath {}
}
