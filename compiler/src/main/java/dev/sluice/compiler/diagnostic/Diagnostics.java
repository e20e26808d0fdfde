package dev.sluice.compiler.diagnostic;

import dev.sluice.compiler.diagnostic.Diagnostic.Severity;
import dev.sluice.compiler.resource.ResourceRef;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Collects what is wrong with one resource while it is resolved. */
public final class Diagnostics {
  private static final int MAX_MESSAGE = 1_024;
  private static final int MAX_DIAGNOSTICS = 1_000;

  private final ResourceRef resource;
  private final List<Diagnostic> found = new ArrayList<>();
  private final Map<ConditionType, Integer> errors = new EnumMap<>(ConditionType.class);

  public Diagnostics(ResourceRef resource) {
    this.resource = resource;
  }

  /** Something is not served as written. */
  public Diagnostic error(Reason reason, String field, String message) {
    errors.merge(reason.condition(), 1, Integer::sum);
    return add(Severity.ERROR, reason, field, message);
  }

  /** Everything is served as written, and yet probably not as meant. */
  public void warning(Reason reason, String field, String message) {
    add(Severity.WARNING, reason, field, message);
  }

  /** How many errors there were that turn this condition false. */
  public int errors(ConditionType condition) {
    return errors.getOrDefault(condition, 0);
  }

  /** How many errors there were. */
  public int errors() {
    return errors.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** In the order in which they were found, which is that of the resource. */
  public List<Diagnostic> found() {
    return List.copyOf(found);
  }

  private Diagnostic add(Severity severity, Reason reason, String field, String message) {
    Diagnostic diagnostic =
        new Diagnostic(resource, severity, reason, field, PlainText.bounded(message, MAX_MESSAGE));
    // What is beyond the bound still counts above: a broken rule must not pass for a good one.
    if (found.size() < MAX_DIAGNOSTICS) {
      found.add(diagnostic);
    }
    return diagnostic;
  }
}
