package dev.sluice.dataplane.source;

import dev.sluice.snapshot.ObjectKey;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the configuration comes from.
 *
 * @param dataPlane whose configuration
 * @param instance name of this replica: the pod's
 * @param release of this software
 * @param services {@code host:port} of the operator's config service; a host name stands for all of
 *     its addresses, each an operator replica
 * @param serverName DNS name that the operator's certificate must carry; empty: the service's host
 * @param authorities PEM file with the certificate authorities; read again for each connection
 * @param token file with the ServiceAccount token; read again for each connection, since it rotates
 */
public record PushOptions(
    ObjectKey dataPlane,
    String instance,
    String release,
    List<String> services,
    String serverName,
    Path authorities,
    Path token) {
  public PushOptions {
    services = List.copyOf(services);
  }
}
