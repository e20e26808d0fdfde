package dev.sluice.cli.cluster;

import java.util.Optional;

/** What a failure is about. */
public final class InnermostCause {
  private InnermostCause() {}

  /** Its first line, without the names of the classes that it went through. */
  public static String text(Throwable failure) {
    Throwable innermost = failure;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    return Optional.ofNullable(innermost.getMessage())
        .orElse(innermost.toString())
        .lines()
        .findFirst()
        .orElse("");
  }
}
