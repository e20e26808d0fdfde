package dev.sluice.dataplane.admin;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Where the pages are.
 *
 * @param admin everything, at 127.0.0.1 only; 0 takes a free port
 * @param status health, readiness and metrics only, for the cluster: its probes and scrapes come
 *     from outside the pod
 */
public record AdminPorts(int admin, Optional<InetSocketAddress> status) {

  /** As {@code sluice run} wants it: one port, at loopback. */
  public static AdminPorts adminOnly(int port) {
    return new AdminPorts(port, Optional.empty());
  }
}
