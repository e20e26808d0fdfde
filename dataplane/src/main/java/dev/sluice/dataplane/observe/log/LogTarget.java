package dev.sluice.dataplane.observe.log;

import java.nio.file.Path;

/** Where the lines of a log go. */
public sealed interface LogTarget {
  record Stdout() implements LogTarget {}

  record Off() implements LogTarget {}

  /** Appended to; opened anew within a second after it was renamed or removed. */
  record File(Path path) implements LogTarget {}

  /**
   * @param text {@code stdout}, {@code off} or a path
   */
  static LogTarget parse(String text) {
    return switch (text) {
      case "stdout" -> new Stdout();
      case "off" -> new Off();
      default -> new File(Path.of(text));
    };
  }
}
