package dev.sluice.cli;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a command takes that reads directories again and again. */
final class DirectoryArguments {
  @Parameters(
      arity = "1..*",
      paramLabel = "DIR",
      description = "Directories (or files) with resources in YAML.")
  private List<Path> directories;

  @Option(
      names = "--cluster-rules",
      description =
          "Judge as a cluster does: no default data plane, no backends at loopback addresses.")
  private boolean clusterRules;

  @SuppressWarnings("NullAway.Init") // picocli fills the fields.
  DirectoryArguments() {}

  /**
   * @throws UserError if one of them is not there
   */
  List<Path> directories() {
    return ResourceArguments.checked(directories);
  }

  boolean clusterRules() {
    return clusterRules;
  }
}
