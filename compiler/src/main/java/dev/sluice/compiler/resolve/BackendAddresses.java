package dev.sluice.compiler.resolve;

import dev.sluice.compiler.resource.ClusterRules;
import dev.sluice.compiler.resource.ResourceSet;
import dev.sluice.matching.AddressRules;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses a backend may have here: {@link AddressRules}, with what the resources say of the
 * API server.
 */
public final class BackendAddresses {
  private final AddressRules rules;

  private BackendAddresses(ClusterRules rules, Set<IpAddress> apiServer) {
    Stream<String> denied = rules.deniedBackendNetworks().stream().map(Cidr::toString);
    // Who runs a process of his own may ask the API server himself.
    Stream<String> others =
        rules.localBackends() ? Stream.of() : apiServer.stream().map(IpAddress::toString);
    this.rules =
        AddressRules.of(
            new DialRules(
                rules.localBackends(),
                rules.allowedBackendNetworks().stream().map(Cidr::toString).toList(),
                Stream.concat(denied, others).toList()));
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

  /** Without what the resources say of the API server: who dials knows it. */
  static BackendAddresses of(ClusterRules rules) {
    return new BackendAddresses(rules, Set.of());
  }

  /** The same judgement for a data plane. */
  public DialRules dialRules() {
    return rules.source();
  }

  /** Whether this is one process on one machine, whose owner wrote the files as well. */
  boolean areLocal() {
    return rules.local();
  }

  /** Why a backend may not be there: the words after "the address". */
  Optional<String> whyNot(IpAddress address, int port) {
    return rules.whyNot(address, port);
  }

  private static boolean isApiServer(HasMetadata object, @Nullable String service) {
    return "kubernetes".equals(service) && "default".equals(object.getMetadata().getNamespace());
  }

  private static void add(Set<IpAddress> addresses, @Nullable String text) {
    if (text != null) {
      IpAddress.parse(text).ifPresent(addresses::add);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BackendAddresses that && rules.equals(that.rules);
  }

  @Override
  public int hashCode() {
    return rules.hashCode();
  }
}
