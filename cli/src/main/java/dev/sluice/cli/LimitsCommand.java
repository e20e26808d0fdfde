package dev.sluice.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice limits}. */
@Command(
    name = "limits",
    description = "What limits do to requests.",
    footer = {"", "Examples:", "  sluice limits suggest --admin http://127.0.0.1:9901"},
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = SuggestCommand.class)
final class LimitsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli injects the spec.
  LimitsCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name a command: suggest.");
  }
}
