package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.BackendReason;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.crds.BackendTarget;
import dev.sluice.matching.IpAddress;
import dev.sluice.snapshot.BackendLocation;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PlacedEndpoint;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code target} of a ServiceBackend: whether it can be followed, and the endpoints there. */
final class BackendPlaces {
  private static final int MAX_WEIGHT = 1_000;

  private final ObjectKey key;
  private final Optional<Service> service;
  private final BackendAddresses addresses;
  private final Diagnostics diagnostics;

  /**
   * @param service the one that the backend names, if it exists
   */
  BackendPlaces(
      ObjectKey key,
      Optional<Service> service,
      BackendAddresses addresses,
      Diagnostics diagnostics) {
    this.key = key;
    this.service = service;
    this.addresses = addresses;
    this.diagnostics = diagnostics;
  }

  /** Those of a target that is not as it should be are none. */
  List<PlacedEndpoint> endpoints(BackendTarget target, Collection<EndpointSlice> slices) {
    if (members(target) != 1) {
      return List.of();
    }
    if (target.staticEndpoints() != null) {
      return fixed(target.staticEndpoints());
    }
    BackendTarget.ServiceTarget wanted = target.service();
    if (wanted == null
        || service.isEmpty()
        || ServiceLookup.of(service.get(), wanted) != ServiceLookup.FOUND) {
      return List.of();
    }
    ServicePort port = ServiceEndpoints.port(service.get(), wanted).orElseThrow();
    return new ServiceEndpoints(addresses).of(service.get(), port, slices);
  }

  /** Looked up by the data planes, or told by {@link #endpoints}. */
  BackendLocation location(@Nullable BackendTarget target) {
    return new DnsTargetResolver(addresses, diagnostics).resolve(target);
  }

  private static int members(BackendTarget target) {
    return (target.service() == null ? 0 : 1)
        + (target.staticEndpoints() == null ? 0 : 1)
        + (target.dns() == null ? 0 : 1);
  }

  void check(BackendTarget target) {
    int members = members(target);
    if (members != 1) {
      diagnostics.error(
          BackendReason.INVALID_TARGET,
          "spec.target",
          "needs exactly one of service, static and dns; "
              + (members == 0 ? "add one" : "leave one of them"));
    } else if (target.staticEndpoints() != null) {
      fixed(target.staticEndpoints());
      if (target.staticEndpoints().isEmpty()) {
        diagnostics.error(
            BackendReason.INVALID_TARGET, "spec.target.static", "is empty; give an address");
      }
    } else if (target.service() != null) {
      check(target.service());
    }
  }

  private void check(BackendTarget.ServiceTarget target) {
    String name = PlainText.quote(Objects.requireNonNullElse(target.name(), ""));
    switch (ServiceLookup.of(service.orElse(null), target)) {
      case NOT_NAMED, FOUND -> {}
      case NO_SERVICE ->
          diagnostics.error(
              BackendReason.SERVICE_NOT_FOUND,
              "spec.target.service.name",
              "there is no Service "
                  + name
                  + " in namespace "
                  + PlainText.quote(key.namespace())
                  + "; create it or correct the name");
      case EXTERNAL_NAME ->
          diagnostics.error(
              BackendReason.EXTERNAL_NAME_REFUSED,
              "spec.target.service.name",
              "the Service "
                  + name
                  + " is of type ExternalName, which could lead to any host; give a Service with"
                  + " pods, or static addresses");
      case NO_PORT ->
          diagnostics.error(
              BackendReason.PORT_NOT_FOUND,
              "spec.target.service.port",
              "the Service "
                  + name
                  + " has no TCP port "
                  + target.port()
                  + "; it has "
                  + service.map(BackendPlaces::ports).orElse("none"));
    }
  }

  private static String ports(Service service) {
    if (service.getSpec() == null || service.getSpec().getPorts() == null) {
      return "none";
    }
    String ports =
        service.getSpec().getPorts().stream()
            .filter(port -> port.getProtocol() == null || port.getProtocol().equals("TCP"))
            .map(port -> String.valueOf(port.getPort()))
            .collect(Collectors.joining(", "));
    return ports.isEmpty() ? "none" : ports;
  }

  private List<PlacedEndpoint> fixed(List<BackendTarget.StaticEndpoint> written) {
    List<PlacedEndpoint> endpoints = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      BackendTarget.StaticEndpoint endpoint = written.get(i);
      String field = "spec.target.static[" + i + "]";
      String text = Objects.requireNonNullElse(endpoint.address(), "");
      int port = Objects.requireNonNullElse(endpoint.port(), 0);
      int weight = Objects.requireNonNullElse(endpoint.weight(), 1);
      Optional<IpAddress> address = IpAddress.parse(text);
      if (port < 1 || port > 65_535) {
        diagnostics.error(
            BackendReason.INVALID_ADDRESS,
            field + ".port",
            port + " is no port; give a number from 1 to 65535");
      } else if (address.isEmpty()) {
        diagnostics.error(
            BackendReason.INVALID_ADDRESS,
            field + ".address",
            PlainText.quote(text)
                + " is no IP address; write it in full, such as 10.0.0.7 or fd00::7, and use"
                + " service or dns for names");
      } else if (addresses.whyNot(address.get(), port).isPresent()) {
        diagnostics.error(
            BackendReason.ADDRESS_NOT_ALLOWED,
            field + ".address",
            PlainText.quote(text)
                + " "
                + addresses.whyNot(address.get(), port).get()
                + ", and no request goes there; give the address of the backend, or have the"
                + " operator started with --allow-backend-cidr");
      } else if (weight < 1 || weight > MAX_WEIGHT) {
        diagnostics.error(
            BackendReason.INVALID_VALUE,
            field + ".weight",
            weight + " is no weight; give a number from 1 to " + MAX_WEIGHT);
      } else {
        endpoints.add(
            new PlacedEndpoint(
                new Endpoint(address.get().toString(), port),
                Objects.requireNonNullElse(endpoint.zone(), ""),
                weight));
      }
    }
    return endpoints;
  }
}
