package dev.sluice.compiler.resolve;

import dev.sluice.compiler.resource.ClusterRules;
import dev.sluice.compiler.resource.ResourceSet;
import dev.sluice.matching.Cidr;
import dev.sluice.matching.IpAddress;
import dev.sluice.snapshot.DialRules;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses a backend may have. Whoever may write a ServiceBackend makes the gateway connect
 * to the address, so addresses that mean "myself", the cloud's metadata service or the API server
 * are refused unless the installation allows them.
 */
public final class BackendAddresses {
  private static final Set<IpAddress> METADATA =
      Stream.of(
              "169.254.169.254", // most clouds
              "fd00:ec2::254", // AWS
              "fd20:ce::254", // GCP
              "100.100.100.200", // Alibaba
              "168.63.129.16", // Azure
              "192.0.0.192") // Oracle
          .map(text -> IpAddress.parse(text).orElseThrow())
          .collect(Collectors.toUnmodifiableSet());

  private static final List<Cidr> LOOPBACK = networks("127.0.0.0/8", "::1/128");
  private static final List<Cidr> LINK_LOCAL = networks("169.254.0.0/16", "fe80::/10");
  private static final List<Cidr> MULTICAST =
      networks("224.0.0.0/4", "ff00::/8", "255.255.255.255/32");
  private static final List<Cidr> UNSPECIFIED = networks("0.0.0.0/8", "::/128");

  private final ClusterRules rules;
  private final Set<IpAddress> apiServer;

  private BackendAddresses(ClusterRules rules, Set<IpAddress> apiServer) {
    this.rules = rules;
    this.apiServer = Set.copyOf(apiServer);
  }

  /** The API server is known by its Service, {@code default/kubernetes}. */
  public static BackendAddresses of(ResourceSet resources) {
    Set<IpAddress> apiServer = new HashSet<>();
    for (Service service : resources.services()) {
      if (isApiServer(service, service.getMetadata().getName()) && service.getSpec() != null) {
        add(apiServer, service.getSpec().getClusterIP());
        Objects.requireNonNullElse(service.getSpec().getClusterIPs(), List.<String>of())
            .forEach(address -> add(apiServer, address));
      }
    }
    for (EndpointSlice slice : resources.endpointSlices()) {
      Map<String, String> labels =
          Objects.requireNonNullElse(slice.getMetadata().getLabels(), Map.of());
      if (isApiServer(slice, labels.get(ServiceEndpoints.SERVICE_NAME_LABEL))) {
        Objects.requireNonNullElse(slice.getEndpoints(), List.<Endpoint>of())
            .forEach(
                endpoint -> endpoint.getAddresses().forEach(address -> add(apiServer, address)));
      }
    }
    return new BackendAddresses(resources.rules(), apiServer);
  }

  /** The same judgement for a data plane, which looks names up by itself. */
  public DialRules dialRules() {
    return new DialRules(
        rules.localBackends(),
        rules.allowedBackendNetworks().stream().map(Cidr::toString).toList(),
        apiServer.stream().map(IpAddress::toString).toList());
  }

  /** Whether this is one process on one machine, whose owner wrote the files as well. */
  boolean areLocal() {
    return rules.localBackends();
  }

  /** Why a backend may not be there: the words after "the address". */
  Optional<String> whyNot(IpAddress address) {
    if (rules.allowedBackendNetworks().stream().anyMatch(network -> network.contains(address))) {
      return Optional.empty();
    }
    return IpTunnels.inside(address)
        .map(inner -> whyNot(inner).map(why -> "leads to " + inner + ", which " + why))
        .orElseGet(() -> Optional.ofNullable(whyNotItself(address)));
  }

  private @Nullable String whyNotItself(IpAddress address) {
    if (METADATA.contains(address)) {
      return "is a cloud's metadata service";
    }
    if (isIn(LINK_LOCAL, address)) {
      return "is link-local";
    }
    if (isIn(MULTICAST, address)) {
      return "is a multicast or broadcast address";
    }
    if (isIn(UNSPECIFIED, address)) {
      return "is unspecified";
    }
    if (apiServer.contains(address) && !rules.localBackends()) {
      return "is the Kubernetes API server";
    }
    return isIn(LOOPBACK, address) && !rules.localBackends() ? "is the gateway itself" : null;
  }

  private static boolean isApiServer(HasMetadata object, @Nullable String service) {
    return "kubernetes".equals(service) && "default".equals(object.getMetadata().getNamespace());
  }

  private static void add(Set<IpAddress> addresses, @Nullable String text) {
    if (text != null) {
      IpAddress.parse(text).ifPresent(addresses::add);
    }
  }

  private static boolean isIn(List<Cidr> networks, IpAddress address) {
    return networks.stream().anyMatch(network -> network.contains(address));
  }

  private static List<Cidr> networks(String... texts) {
    return Stream.of(texts).map(text -> Cidr.parse(text).orElseThrow()).toList();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BackendAddresses that
        && rules.equals(that.rules)
        && apiServer.equals(that.apiServer);
  }

  @Override
  public int hashCode() {
    return Objects.hash(rules, apiServer);
  }
}
