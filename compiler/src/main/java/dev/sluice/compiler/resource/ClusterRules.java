package dev.sluice.compiler.resource;

import dev.sluice.matching.Cidr;
import java.util.List;

/**
 * What the installation, rather than a resource, decides.
 *
 * @param allowedBackendNetworks addresses that backends may have although they are refused
 *     otherwise ({@code --allow-backend-cidr})
 * @param deniedBackendNetworks addresses that they may not have besides ({@code
 *     --deny-backend-cidr}), such as those of the nodes
 * @param deniedBackendNetworks addresses that they may not have besides ({@code
 *     --deny-backend-cidr}), such as those of the nodes
 * @param localBackends whether backends may be at loopback and unspecified addresses: for one
 *     process on one machine, where who writes the files also starts the process
 */
public record ClusterRules(
    List<Cidr> allowedBackendNetworks, List<Cidr> deniedBackendNetworks, boolean localBackends) {
  /** The judgement of a cluster with default settings. */
  public static final ClusterRules CLUSTER = new ClusterRules(List.of(), List.of(), false);

  /** The judgement of the command line. */
  public static final ClusterRules COMMAND_LINE = new ClusterRules(List.of(), List.of(), true);

  public ClusterRules {
    allowedBackendNetworks = List.copyOf(allowedBackendNetworks);
    deniedBackendNetworks = List.copyOf(deniedBackendNetworks);
  }
}
