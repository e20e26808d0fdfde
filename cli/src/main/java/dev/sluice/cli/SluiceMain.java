package dev.sluice.cli;

import dev.sluice.dataplane.LogSetup;
import picocli.CommandLine;

/**
 * Entry point of the {@code sluice} command. Exit codes: 0 good, 1 found wanting, 2 wrong usage.
 */
public final class SluiceMain {
  /** Warns of each kind of ours that it is v1alpha1: whoever reads a cluster knows. */
  private static final String VERSION_WARNINGS =
      "io.fabric8.kubernetes.client.dsl.internal.VersionUsageUtils";

  private SluiceMain() {}

  public static void main(String[] arguments) {
    LogSetup.install(VERSION_WARNINGS);
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new SluiceCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(new PlainErrors());
  }
}
