package dev.sluice.snapshot;

/** The port that a redirect names. The one that a scheme has by itself is never written. */
public sealed interface RedirectPort {
  /** The one that the client called, by its {@code Host}. */
  record OfRequest() implements RedirectPort {}

  /** The one that the redirect's scheme has by itself. */
  record OfScheme() implements RedirectPort {}

  /**
   * @param number 1 to 65535
   */
  record Fixed(int number) implements RedirectPort {}
}
