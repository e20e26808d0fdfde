package dev.sluice.compiler.yaml;

import dev.sluice.compiler.diagnostic.PlainText;
import java.nio.file.Path;
import java.util.Comparator;

/**
 * Something that is wrong with a file, at a place.
 *
 * @param line counted from 1; 0 for what stands in no file
 * @param subject {@code kind/name} of the object, or empty
 * @param field path of the field, or empty
 * @param message what is wrong and how to mend it
 */
public record Problem(
    Severity severity, Path file, int line, String subject, String field, String message) {
  /** As files are read: by file, then by line. */
  public static final Comparator<Problem> ORDER =
      Comparator.comparing((Problem problem) -> problem.file().toString())
          .thenComparingInt(Problem::line)
          .thenComparing(Problem::field)
          .thenComparing(Problem::message);

  /** Whether something cannot be used. */
  public enum Severity {
    ERROR,
    WARNING
  }

  public boolean isError() {
    return severity == Severity.ERROR;
  }

  /**
   * {@code file:line: kind/name: field: message}; a warning says that it is one, and what stands in
   * no file begins with its kind.
   */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    if (line > 0) {
      text.append(file).append(':').append(line).append(": ");
    }
    if (severity == Severity.WARNING) {
      text.append("warning: ");
    }
    if (!subject.isEmpty()) {
      text.append(subject).append(": ");
    }
    if (!field.isEmpty()) {
      text.append(field).append(": ");
    }
    // Names of files, kinds and unknown fields are anybody's words.
    return PlainText.escaped(text.append(message).toString());
  }
}
