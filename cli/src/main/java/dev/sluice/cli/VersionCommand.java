package dev.sluice.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sluice version}. */
@Command(name = "version", description = "Print the version and exit.")
final class VersionCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli injects the spec.
  VersionCommand() {}

  @Override
  public void run() {
    for (String line : new Release().getVersion()) {
      spec.commandLine().getOut().println(line);
    }
  }
}
