package dev.sluice.dataplane.source;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The address of one operator replica.
 *
 * @param address literal, IPv6 in brackets
 * @param serverName name that its certificate must carry
 */
record Replica(String address, int port, String serverName) {
  private static final Logger LOG = LoggerFactory.getLogger(Replica.class);

  /** All replicas behind the services that have an address now. May wait for DNS. */
  static Set<Replica> resolve(List<String> services, String serverName) {
    Set<Replica> replicas = new LinkedHashSet<>();
    for (String service : services) {
      int colon = service.lastIndexOf(':');
      String host = service.substring(0, colon);
      int port = Integer.parseInt(service.substring(colon + 1));
      try {
        for (InetAddress address : InetAddress.getAllByName(host)) {
          String literal = address.getHostAddress();
          replicas.add(
              new Replica(
                  literal.indexOf(':') < 0 ? literal : "[" + literal + "]",
                  port,
                  serverName.isEmpty() ? host : serverName));
        }
      } catch (UnknownHostException e) {
        LOG.warn("config service {} has no address now: {}", service, e.getMessage());
      }
    }
    return replicas;
  }

  @Override
  public String toString() {
    return address + ":" + port;
  }
}
