package dev.sluice.compiler.resolve;

import dev.sluice.crds.BackendTarget;
import dev.sluice.matching.IpAddress;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.PlacedEndpoint;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The pods behind a Service port, from its EndpointSlices: those that are ready, or, when none is,
 * those that still serve while they terminate (as kube-proxy does).
 */
final class ServiceEndpoints {
  static final String SERVICE_NAME_LABEL = "kubernetes.io/service-name";

  private final BackendAddresses allowed;
  private final List<PlacedEndpoint> ready = new ArrayList<>();
  private final List<PlacedEndpoint> leaving = new ArrayList<>();

  ServiceEndpoints(BackendAddresses allowed) {
    this.allowed = allowed;
  }

  /** The port of a Service, if it has that TCP port. */
  static Optional<ServicePort> port(Service service, BackendTarget.ServiceTarget target) {
    if (service.getSpec() == null || service.getSpec().getPorts() == null) {
      return Optional.empty();
    }
    return service.getSpec().getPorts().stream()
        .filter(port -> Objects.equals(port.getPort(), target.port()))
        .filter(port -> isTcp(port.getProtocol()))
        .findFirst();
  }

  List<PlacedEndpoint> of(Service service, ServicePort port, Collection<EndpointSlice> slices) {
    slices.stream()
        .filter(slice -> belongs(slice, service))
        // FQDN slices would make the gateway resolve names that anybody may have written.
        .filter(
            slice -> "IPv4".equals(slice.getAddressType()) || "IPv6".equals(slice.getAddressType()))
        .forEach(slice -> collect(slice, portNumber(slice, port)));
    return ready.isEmpty() ? leaving : ready;
  }

  /** Same namespace and the Service's label: nothing else makes a slice part of a Service. */
  private static boolean belongs(EndpointSlice slice, Service service) {
    Map<String, String> labels = slice.getMetadata().getLabels();
    return labels != null
        && Objects.equals(labels.get(SERVICE_NAME_LABEL), service.getMetadata().getName())
        && namespace(slice.getMetadata().getNamespace())
            .equals(namespace(service.getMetadata().getNamespace()));
  }

  private static String namespace(@Nullable String written) {
    return Objects.requireNonNullElse(written, "default");
  }

  /** A Service port and a slice port belong together by name. */
  private static Optional<Integer> portNumber(EndpointSlice slice, ServicePort wanted) {
    return Objects.requireNonNullElse(slice.getPorts(), List.<EndpointPort>of()).stream()
        .filter(port -> isTcp(port.getProtocol()))
        .filter(port -> name(port.getName()).equals(name(wanted.getName())))
        .map(EndpointPort::getPort)
        .filter(number -> number != null && number >= 1 && number <= 65_535)
        .findFirst();
  }

  private static String name(@Nullable String written) {
    return Objects.requireNonNullElse(written, "");
  }

  private static boolean isTcp(@Nullable String protocol) {
    return protocol == null || protocol.equals("TCP");
  }

  private void collect(EndpointSlice slice, Optional<Integer> port) {
    if (port.isEmpty() || slice.getEndpoints() == null) {
      return;
    }
    for (var pod : slice.getEndpoints()) {
      EndpointConditions conditions =
          Objects.requireNonNullElseGet(pod.getConditions(), EndpointConditions::new);
      boolean terminating = Boolean.TRUE.equals(conditions.getTerminating());
      // Unknown counts as ready, and serving follows ready where it is not given.
      boolean isReady = !Boolean.FALSE.equals(conditions.getReady());
      boolean serving = conditions.getServing() == null ? isReady : conditions.getServing();
      List<PlacedEndpoint> into =
          !terminating ? (isReady ? ready : null) : serving ? leaving : null;
      String zone = Objects.requireNonNullElse(pod.getZone(), "");
      if (into != null && pod.getAddresses() != null) {
        pod.getAddresses().stream()
            .flatMap(text -> IpAddress.parse(text).stream())
            .filter(address -> allowed.whyNot(address, port.get()).isEmpty())
            .forEach(
                address ->
                    into.add(
                        new PlacedEndpoint(new Endpoint(address.toString(), port.get()), zone, 1)));
      }
    }
  }
}
