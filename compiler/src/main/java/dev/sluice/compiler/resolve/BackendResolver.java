package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.BackendReason;
import dev.sluice.compiler.diagnostic.Diagnostic;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.resource.ObjectKeys;
import dev.sluice.compiler.resource.ResourceKind;
import dev.sluice.compiler.resource.ResourceRef;
import dev.sluice.compiler.secret.SecretAnswer;
import dev.sluice.compiler.secret.SecretIndex;
import dev.sluice.crds.BackendTarget;
import dev.sluice.crds.ServiceBackend;
import dev.sluice.crds.ServiceBackendSpec;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.BreakerFallback;
import dev.sluice.snapshot.CircuitBreaker;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.ObjectKey;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** ServiceBackends: how to speak with them, and where they are. */
public final class BackendResolver {
  private final ObjectKey key;
  private final Diagnostics diagnostics;
  private final BackendAddresses addresses;
  private final BackendPlaces places;
  private final BackendReferences references;
  private final SecretReferences secrets;

  private BackendResolver(
      ServiceBackend backend,
      Optional<Service> service,
      BackendAddresses addresses,
      SecretIndex secrets,
      Surroundings surroundings) {
    key = ObjectKeys.of(backend);
    diagnostics = diagnostics(key);
    this.addresses = addresses;
    places = new BackendPlaces(key, service, addresses, diagnostics);
    references = new BackendReferences(key, surroundings, diagnostics);
    this.secrets =
        new SecretReferences(key.namespace(), secrets, SecretReasons.OF_BACKEND, diagnostics);
  }

  private static Diagnostics diagnostics(ObjectKey key) {
    return new Diagnostics(new ResourceRef(ResourceKind.SERVICE_BACKEND, key));
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
   * @param surroundings answers what it asks of other resources
   */
  public static Resolution resolve(
      ServiceBackend backend,
      Optional<Service> service,
      BackendAddresses addresses,
      SecretIndex secrets,
      Surroundings surroundings) {
    return new BackendResolver(backend, service, addresses, secrets, surroundings)
        .resolve(backend.getSpec());
  }

  /**
   * The settings that were served before, its references to other backends judged as of now. Who
   * may reach it counts as it is written, like all consent.
   *
   * @param written what the resource says
   */
  public static BackendSection again(
      BackendSection before, ResolvedBackend written, Surroundings surroundings) {
    BackendReferences references =
        new BackendReferences(before.backend(), surroundings, diagnostics(before.backend()));
    BackendSection kept = before.failingOverTo(written.failover()).forTenants(written.tenants());
    return kept.circuitBreaker() instanceof CircuitBreaker.On breaker
            && breaker.fallback() instanceof BreakerFallback.Elsewhere(ObjectKey to)
            && !references.holds(to)
        ? kept.with(breaker.with(BreakerFallback.REFUSE))
        : kept;
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
    ObjectKey key = ObjectKeys.of(backend);
    BackendPlaces places = new BackendPlaces(key, service, addresses, diagnostics(key));
    ServiceBackendSpec spec = backend.getSpec();
    return new EndpointSet(
        key,
        spec == null || spec.target() == null
            ? List.of()
            : places.endpoints(spec.target(), slices));
  }

  private Resolution resolve(@Nullable ServiceBackendSpec spec) {
    if (spec == null || spec.target() == null) {
      diagnostics.error(
          BackendReason.INVALID_TARGET,
          "spec.target",
          "is missing; say where the backend is: service, static or dns");
    } else {
      places.check(spec.target());
    }
    if (spec != null && Consent.of(spec.allowedRoutes()) instanceof Consent.Nobody(String cause)) {
      diagnostics.error(BackendReason.INVALID_SELECTOR, "spec.allowedRoutes.namespaces", cause);
    }
    int before = diagnostics.errors();
    ResolvedBackend resolved = settings(spec);
    return new Resolution(
        resolved,
        // A Secret that is kept as it was serves with what is written around it, and a backend
        // behind that cannot be used is passed over.
        diagnostics.errors() - before == secrets.kept() + references.refused(),
        secrets.kept() > 0,
        secrets.given(),
        diagnostics.found());
  }

  /** Each policy by its own resolver, so that all mistakes are told at once. */
  private ResolvedBackend settings(@Nullable ServiceBackendSpec spec) {
    LoadResolver load = new LoadResolver(diagnostics);
    return new ResolvedBackend(
        key,
        places.location(spec == null ? null : spec.target()),
        new ConnectionResolver(diagnostics).resolve(spec == null ? null : spec.connection()),
        new BackendTlsResolver(secrets, addresses, diagnostics).resolve(spec),
        new CredentialsResolver(secrets, addresses, diagnostics)
            .resolve(spec == null ? null : spec.credentials()),
        new LoadBalancerResolver(diagnostics).resolve(spec == null ? null : spec.loadBalancer()),
        new HealthCheckResolver(diagnostics).resolve(spec == null ? null : spec.healthCheck()),
        new OutlierResolver(diagnostics).resolve(spec == null ? null : spec.outlierDetection()),
        new BreakerResolver(diagnostics, references)
            .resolve(spec == null ? null : spec.circuitBreaker()),
        load.budget(spec == null ? null : spec.retryBudget()),
        load.concurrency(spec == null ? null : spec.concurrency()),
        load.hedge(spec == null ? null : spec.hedge()),
        spec == null ? List.of() : new FailoverResolver(references).resolve(spec.failover()),
        new TenantsResolver(diagnostics).resolve(spec == null ? null : spec.tenants()));
  }

  private static BackendTarget.@Nullable ServiceTarget serviceTarget(ServiceBackend backend) {
    ServiceBackendSpec spec = backend.getSpec();
    BackendTarget target = spec == null ? null : spec.target();
    return target == null ? null : target.service();
  }
}
