package dev.sluice.cli;

import dev.sluice.cli.words.Ink;
import picocli.CommandLine.Option;

/** Whether output is coloured. */
final class ColorOption {
  /** When. */
  enum Mode {
    auto,
    always,
    never
  }

  @Option(
      names = "--color",
      defaultValue = "auto",
      paramLabel = "WHEN",
      description =
          "${COMPLETION-CANDIDATES}. auto: on a terminal, unless NO_COLOR is set. Default:"
              + " ${DEFAULT-VALUE}.")
  private Mode mode;

  @SuppressWarnings("NullAway.Init") // picocli fills the fields.
  ColorOption() {}

  Ink ink() {
    return new Ink(
        switch (mode) {
          case always -> true;
          case never -> false;
          case auto -> terminal();
        });
  }

  /** See no-color.org: set and not empty. */
  private static boolean terminal() {
    String without = System.getenv("NO_COLOR");
    return System.console() != null
        && System.console().isTerminal()
        && (without == null || without.isEmpty())
        && !"dumb".equals(System.getenv("TERM"));
  }
}
