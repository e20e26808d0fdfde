package dev.sluice.cli;

import picocli.CommandLine.Option;

/** For people, or for scripts. */
final class OutputOption {
  /** Forms of output. */
  enum Format {
    text,
    json
  }

  @Option(
      names = {"-o", "--output"},
      defaultValue = "text",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Format format;

  @SuppressWarnings("NullAway.Init") // picocli fills the fields.
  OutputOption() {}

  Format format() {
    return format;
  }
}
