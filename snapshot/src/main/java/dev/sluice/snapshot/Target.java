package dev.sluice.snapshot;

/** Where a share of a rule's requests goes. */
public sealed interface Target {
  record Backend(ObjectKey backend) implements Target {}

  /**
   * The reference cannot be followed: its share of requests is answered with 500, as Gateway API
   * says.
   *
   * @param reason one CamelCase word, for the access log
   */
  record Unresolved(ObjectKey backend, String reason) implements Target {}
}
