package dev.sluice.compiler.diagnostic;

import dev.sluice.compiler.resource.ResourceRef;

/**
 * One thing that is wrong, at one place.
 *
 * @param field path of the field, such as {@code spec.rules[0].backendRefs[1].name}
 * @param message what is wrong and how to mend it; does not repeat the field
 */
public record Diagnostic(
    ResourceRef resource, Severity severity, Reason reason, String field, String message) {
  /** Whether something is not served as written. */
  public enum Severity {
    ERROR,
    WARNING
  }

  public boolean isError() {
    return severity == Severity.ERROR;
  }
}
