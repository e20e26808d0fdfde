package dev.sluice.dataplane.admin;

/** How it went to forget what was counted for a key of a limit. */
public sealed interface LimitReset {
  /** Here, and as far as others count for it, soon there too. */
  record Done() implements LimitReset {}

  record NoLimit() implements LimitReset {}

  /** A hash says nothing of a key that is not among the heaviest. */
  record NoKey() implements LimitReset {}

  /**
   * @param reason may be shown
   */
  record Malformed(String reason) implements LimitReset {}
}
