package dev.sluice.dataplane.observe;

import java.nio.file.Path;

/** Where access-log lines go. */
public sealed interface AccessLogTarget {
  record Stdout() implements AccessLogTarget {}

  record Off() implements AccessLogTarget {}

  /** Appended to; opened anew within a second after it was renamed or removed. */
  record File(Path path) implements AccessLogTarget {}

  /**
   * @param text {@code stdout}, {@code off} or a path
   */
  static AccessLogTarget parse(String text) {
    return switch (text) {
      case "stdout" -> new Stdout();
      case "off" -> new Off();
      default -> new File(Path.of(text));
    };
  }
}
