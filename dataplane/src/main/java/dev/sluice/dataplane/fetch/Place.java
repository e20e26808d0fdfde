package dev.sluice.dataplane.fetch;

import dev.sluice.matching.BackendHost;
import java.net.URI;
import java.util.Locale;

/**
 * Where something is asked for.
 *
 * @param host as in the URL, an IPv6 address in brackets
 * @param target path and query as they go on the wire
 * @param mayBeOfCluster whether a Service of the cluster may be meant
 */
public record Place(String host, int port, boolean tls, String target, boolean mayBeOfCluster) {
  /**
   * @param url checked by the compiler
   */
  public static Place of(String url, boolean mayBeOfCluster) {
    URI uri = URI.create(url);
    boolean tls = uri.getScheme().equals("https");
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery();
    return new Place(
        uri.getHost(),
        uri.getPort() > 0 ? uri.getPort() : tls ? 443 : 80,
        tls,
        query == null ? path : path + "?" + query,
        mayBeOfCluster);
  }

  /** The field {@code Host} of a request. */
  public String authority() {
    return host + (port == (tls ? 443 : 80) ? "" : ":" + port);
  }

  String unbracketed() {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  boolean isOfCluster() {
    String name = host.toLowerCase(Locale.ROOT);
    return BackendHost.CLUSTER.stream().anyMatch(name::endsWith)
        && !name.startsWith("kubernetes.default.");
  }
}
