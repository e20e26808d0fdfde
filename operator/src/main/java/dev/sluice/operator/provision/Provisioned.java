package dev.sluice.operator.provision;

import java.util.List;

/**
 * What the cluster made of a data plane's objects.
 *
 * @param desired pods that there should be
 * @param ready pods that the Deployment counts as ready; 0 where nobody runs pods (tests without a
 *     kubelet)
 * @param addresses where clients reach it: those of the load balancer if there is one, else the
 *     Service's own
 */
public record Provisioned(int desired, int ready, List<Address> addresses) {
  public Provisioned {
    addresses = List.copyOf(addresses);
  }

  /**
   * @param type {@code IPAddress} or {@code Hostname}
   */
  public record Address(String type, String value) {}
}
