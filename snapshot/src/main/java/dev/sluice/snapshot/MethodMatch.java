package dev.sluice.snapshot;

/** Which request methods hold. */
public sealed interface MethodMatch {
  record Any() implements MethodMatch {}

  /**
   * {@code GET} takes {@code HEAD} too, which asks for the same without its content (RFC 9110
   * section 9.3.2): whoever protects the one protects the other.
   *
   * @param method case-sensitive, as RFC 9110 section 9.1 says
   */
  record Is(String method) implements MethodMatch {
    /** Whether requests with this method hold. */
    public boolean takes(String asked) {
      return method.equals(asked) || (method.equals("GET") && asked.equals("HEAD"));
    }
  }
}
