package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.BackendReason;
import dev.sluice.compiler.diagnostic.Diagnostic;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.resource.ObjectKeys;
import dev.sluice.compiler.resource.ResourceKind;
import dev.sluice.compiler.resource.ResourceRef;
import dev.sluice.crds.BackendTarget;
import dev.sluice.crds.Connection;
import dev.sluice.crds.ServiceBackend;
import dev.sluice.crds.ServiceBackendSpec;
import dev.sluice.matching.IpAddress;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.ObjectKey;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** ServiceBackends: how to speak with them, and where they are. */
public final class BackendResolver {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);
  private static final int MAX_PER_ENDPOINT = 1_024;
  private static final int MAX_PENDING = 1_024;

  private final ObjectKey key;
  private final Optional<Service> service;
  private final BackendAddresses addresses;
  private final Diagnostics diagnostics;

  private BackendResolver(
      ServiceBackend backend, Optional<Service> service, BackendAddresses addresses) {
    this.key = ObjectKeys.of(backend);
    this.service = service;
    this.addresses = addresses;
    this.diagnostics = new Diagnostics(new ResourceRef(ResourceKind.SERVICE_BACKEND, key));
  }

  /**
   * @param connectionIsGood whether the settings are those written; otherwise the ones served
   *     before are to be kept
   */
  public record Resolution(
      ResolvedBackend backend, boolean connectionIsGood, List<Diagnostic> diagnostics) {
    public Resolution {
      diagnostics = List.copyOf(diagnostics);
    }
  }

  /** The Service that a backend names, whether or not it exists. */
  public static Optional<ObjectKey> serviceOf(ServiceBackend backend) {
    BackendTarget.ServiceTarget target = serviceTarget(backend);
    return target == null || target.name() == null
        ? Optional.empty()
        : Optional.of(new ObjectKey(ObjectKeys.of(backend).namespace(), target.name()));
  }

  /**
   * @param service the one that the backend names, if it exists
   */
  public static Resolution resolve(
      ServiceBackend backend, Optional<Service> service, BackendAddresses addresses) {
    return new BackendResolver(backend, service, addresses).resolve(backend.getSpec());
  }

  /**
   * @param service the one that the backend names, if it exists
   * @param slices of that Service; others are left out
   */
  public static EndpointSet endpoints(
      ServiceBackend backend,
      Optional<Service> service,
      Collection<EndpointSlice> slices,
      BackendAddresses addresses) {
    BackendResolver resolver = new BackendResolver(backend, service, addresses);
    ServiceBackendSpec spec = backend.getSpec();
    List<Endpoint> endpoints =
        spec == null || spec.target() == null
            ? List.of()
            : resolver.endpoints(spec.target(), slices);
    return new EndpointSet(resolver.key, endpoints);
  }

  private List<Endpoint> endpoints(BackendTarget target, Collection<EndpointSlice> slices) {
    if (target.service() != null && target.staticEndpoints() != null) {
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

  private Resolution resolve(@Nullable ServiceBackendSpec spec) {
    if (spec == null || spec.target() == null) {
      diagnostics.error(
          BackendReason.INVALID_TARGET,
          "spec.target",
          "is missing; say where the backend is: service or static");
    } else {
      check(spec.target());
    }
    if (spec != null && Consent.of(spec.allowedRoutes()) instanceof Consent.Nobody(String cause)) {
      diagnostics.error(BackendReason.INVALID_SELECTOR, "spec.allowedRoutes.namespaces", cause);
    }
    int before = diagnostics.found().size();
    ResolvedBackend resolved = connection(spec == null ? null : spec.connection());
    return new Resolution(resolved, diagnostics.found().size() == before, diagnostics.found());
  }

  private void check(BackendTarget target) {
    if ((target.service() == null) == (target.staticEndpoints() == null)) {
      diagnostics.error(
          BackendReason.INVALID_TARGET,
          "spec.target",
          "needs exactly one of service and static; "
              + (target.service() == null ? "add one" : "remove one"));
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
                  + service.map(BackendResolver::ports).orElse("none"));
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

  private List<Endpoint> fixed(List<BackendTarget.StaticEndpoint> written) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      BackendTarget.StaticEndpoint endpoint = written.get(i);
      String field = "spec.target.static[" + i + "]";
      String text = Objects.requireNonNullElse(endpoint.address(), "");
      int port = Objects.requireNonNullElse(endpoint.port(), 0);
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
                + " is no IP address; write it in full, such as 10.0.0.7 or fd00::7, and use a"
                + " Service for names");
      } else if (addresses.whyNot(address.get()).isPresent()) {
        diagnostics.error(
            BackendReason.ADDRESS_NOT_ALLOWED,
            field + ".address",
            PlainText.quote(text)
                + " "
                + addresses.whyNot(address.get()).get()
                + ", and no request goes there; give the address of the backend, or have the"
                + " operator started with --allow-backend-cidr");
      } else {
        endpoints.add(new Endpoint(address.get().toString(), port));
      }
    }
    return endpoints;
  }

  private ResolvedBackend connection(@Nullable Connection connection) {
    if (connection == null) {
      return new ResolvedBackend(
          key, CONNECT_TIMEOUT, IDLE_TIMEOUT, MAX_PER_ENDPOINT, MAX_PENDING, Optional.empty());
    }
    return new ResolvedBackend(
        key,
        limit(connection.connectTimeout(), "connectTimeout").orElse(CONNECT_TIMEOUT),
        limit(connection.idleTimeout(), "idleTimeout").orElse(IDLE_TIMEOUT),
        number(connection.maxPerEndpoint(), "maxPerEndpoint", 1, 65_535, MAX_PER_ENDPOINT),
        number(connection.maxPending(), "maxPending", 0, 1_000_000, MAX_PENDING),
        duration(connection.maxAge(), "maxAge").filter(age -> !age.isZero()));
  }

  private Optional<Duration> limit(@Nullable String written, String field) {
    Optional<Duration> duration = duration(written, field);
    if (duration.isPresent() && duration.get().isZero()) {
      diagnostics.error(
          BackendReason.INVALID_DURATION,
          "spec.connection." + field,
          "must be longer than 0; " + Durations.CURE);
    }
    return duration.filter(given -> !given.isZero());
  }

  private Optional<Duration> duration(@Nullable String written, String field) {
    if (written == null) {
      return Optional.empty();
    }
    Optional<Duration> duration = Durations.parse(written);
    if (duration.isEmpty()) {
      diagnostics.error(
          BackendReason.INVALID_DURATION,
          "spec.connection." + field,
          PlainText.quote(written) + " is no duration; " + Durations.CURE);
    }
    return duration;
  }

  private int number(@Nullable Integer written, String field, int min, int max, int otherwise) {
    int number = Objects.requireNonNullElse(written, otherwise);
    if (number < min || number > max) {
      diagnostics.error(
          BackendReason.INVALID_VALUE,
          "spec.connection." + field,
          number + " is out of range; give a number from " + min + " to " + max);
      return otherwise;
    }
    return number;
  }

  private static BackendTarget.@Nullable ServiceTarget serviceTarget(ServiceBackend backend) {
    ServiceBackendSpec spec = backend.getSpec();
    BackendTarget target = spec == null ? null : spec.target();
    return target == null ? null : target.service();
  }
}
