package dev.sluice.snapshot;

/** Which request methods hold. */
public sealed interface MethodMatch {
  record Any() implements MethodMatch {}

  /**
   * @param method case-sensitive, as RFC 9110 section 9.1 says
   */
  record Is(String method) implements MethodMatch {}
}
