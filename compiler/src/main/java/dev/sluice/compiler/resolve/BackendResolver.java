package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.BackendReason;
import dev.sluice.compiler.diagnostic.Diagnostic;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.resource.ObjectKeys;
import dev.sluice.compiler.resource.ResourceKind;
import dev.sluice.compiler.resource.ResourceRef;
import dev.sluice.compiler.secret.SecretAnswer;
import dev.sluice.compiler.secret.SecretIndex;
import dev.sluice.crds.BackendTarget;
import dev.sluice.crds.ServiceBackend;
import dev.sluice.crds.ServiceBackendSpec;
import dev.sluice.matching.IpAddress;
import dev.sluice.snapshot.BackendCredential;
import dev.sluice.snapshot.BackendLocation;
import dev.sluice.snapshot.BackendTls;
import dev.sluice.snapshot.CircuitBreaker;
import dev.sluice.snapshot.Concurrency;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.HealthCheck;
import dev.sluice.snapshot.Hedge;
import dev.sluice.snapshot.LoadBalancer;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.OutlierDetection;
import dev.sluice.snapshot.RetryBudget;
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

/** ServiceBackends: how to speak with them, and where they are. */
public final class BackendResolver {
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
   * @param settingsAreGood whether the settings are those written; otherwise the ones served before
   *     are to be kept
   * @param keepsSecrets whether a Secret is gone or broken, and what it held before serves
   * @param secrets what was asked of Secrets
   */
  public record Resolution(
      ResolvedBackend backend,
      boolean settingsAreGood,
      boolean keepsSecrets,
      List<SecretAnswer> secrets,
      List<Diagnostic> diagnostics) {
    public Resolution {
      secrets = List.copyOf(secrets);
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
      ServiceBackend backend,
      Optional<Service> service,
      BackendAddresses addresses,
      SecretIndex secrets) {
    return new BackendResolver(backend, service, addresses).resolve(backend.getSpec(), secrets);
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
    return EndpointSet.of(resolver.key, endpoints);
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

  private Resolution resolve(@Nullable ServiceBackendSpec spec, SecretIndex index) {
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
    SecretReferences secrets =
        new SecretReferences(key.namespace(), index, SecretReasons.OF_BACKEND, diagnostics);
    ResolvedBackend resolved = settings(spec, secrets);
    return new Resolution(
        resolved,
        // A Secret that is kept as it was serves with what is written around it.
        diagnostics.found().size() - before == secrets.kept(),
        secrets.kept() > 0,
        secrets.given(),
        diagnostics.found());
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

  /** Each policy by its own resolver, so that all mistakes are told at once. */
  private ResolvedBackend settings(@Nullable ServiceBackendSpec spec, SecretReferences secrets) {
    return new ResolvedBackend(
        key,
        BackendLocation.LISTED,
        new ConnectionResolver(diagnostics).resolve(spec == null ? null : spec.connection()),
        BackendTls.OFF,
        BackendCredential.NONE,
        LoadBalancer.DEFAULT,
        HealthCheck.OFF,
        OutlierDetection.OFF,
        CircuitBreaker.OFF,
        RetryBudget.DEFAULT,
        Concurrency.UNLIMITED,
        Hedge.OFF,
        List.of());
  }

  private static BackendTarget.@Nullable ServiceTarget serviceTarget(ServiceBackend backend) {
    ServiceBackendSpec spec = backend.getSpec();
    BackendTarget target = spec == null ? null : spec.target();
    return target == null ? null : target.service();
  }
}
