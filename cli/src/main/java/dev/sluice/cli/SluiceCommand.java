package dev.sluice.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root: every subcommand is a class of its own. */
@Command(
    name = "sluice",
    description = "A Kubernetes-native API gateway: a compiler with a proxy behind it.",
    mixinStandardHelpOptions = true,
    versionProvider = Release.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      RunCommand.class,
      ValidateCommand.class,
      CompileCommand.class,
      ExplainCommand.class,
      DiffCommand.class,
      RoutesCommand.class,
      LimitsCommand.class,
      EchoCommand.class,
      CompletionCommand.class,
      VersionCommand.class
    })
final class SluiceCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli injects the spec.
  SluiceCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name a command.");
  }
}
