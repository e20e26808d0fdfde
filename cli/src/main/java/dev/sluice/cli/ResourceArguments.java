package dev.sluice.cli;

import dev.sluice.compiler.CompileCache;
import dev.sluice.compiler.resource.LastGood;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where resources come from, and whose rules they are judged by. */
final class ResourceArguments {
  @Mixin private ClusterOptions cluster;

  @Option(
      names = "--cluster-rules",
      description =
          "Judge as a cluster does: no default data plane, no backends at loopback addresses.")
  private boolean clusterRules;

  @SuppressWarnings("NullAway.Init") // picocli fills the fields.
  ResourceArguments() {}

  /**
   * @param directories empty if a cluster is given
   * @throws UserError if there is nothing to read, or not
   */
  Resources load(List<Path> directories) {
    if (cluster.given()) {
      if (!directories.isEmpty()) {
        throw UserError.ofUsage("give directories or --kubeconfig, not both.");
      }
      return cluster.load();
    }
    if (directories.isEmpty()) {
      throw UserError.ofUsage("name a directory with YAML files, or --kubeconfig FILE.");
    }
    return Resources.load(checked(directories));
  }

  Compiled compile(List<Path> directories) {
    return load(directories).compile(clusterRules(), LastGood.NOTHING, new CompileCache());
  }

  boolean isCluster() {
    return cluster.given();
  }

  boolean clusterRules() {
    return clusterRules || cluster.given();
  }

  /**
   * @throws UserError if one of them is not there
   */
  static List<Path> checked(List<Path> directories) {
    for (Path directory : directories) {
      if (!Files.exists(directory)) {
        throw new UserError(directory + " does not exist: name a directory with YAML files.");
      }
      if (!Files.isReadable(directory)) {
        throw new UserError(directory + " cannot be read: give this user leave to read it.");
      }
    }
    return directories;
  }
}
