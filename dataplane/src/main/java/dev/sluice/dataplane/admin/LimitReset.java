package dev.sluice.dataplane.admin;

/** How it went to forget what was counted for a key of a limit. */
public sealed interface LimitReset {
  /** Here, and if it is counted in a store, soon there too. */
  record Done() implements LimitReset {}

  /**
   * Of a limit that replicas share without a store: each has to forget.
   *
   * @param told how many of them, this one included
   * @param of how many there are, as far as is known
   */
  record Shared(int told, int of) implements LimitReset {}

  record NoLimit() implements LimitReset {}

  /** A hash says nothing of a key that is not among the heaviest. */
  record NoKey() implements LimitReset {}

  /**
   * @param reason may be shown
   */
  record Malformed(String reason) implements LimitReset {}
}
