package dev.sluice.snapshot;

import java.util.ArrayList;
import java.util.List;

/**
 * One ServiceBackend: how to speak with it, and how far to trust it. Where it is stands in its
 * {@link EndpointSet}, unless the DNS knows.
 *
 * @param failover backends that take its requests, the first that can, while it has no healthy
 *     endpoint; each has a section of its own
 * @param tenants whose clients may reach it; none: everybody's
 */
public record BackendSection(
    ObjectKey backend,
    BackendLocation location,
    ConnectionPolicy connection,
    BackendTls tls,
    BackendCredential credential,
    LoadBalancer loadBalancer,
    HealthCheck healthCheck,
    OutlierDetection outlierDetection,
    CircuitBreaker circuitBreaker,
    RetryBudget retryBudget,
    Concurrency concurrency,
    Hedge hedge,
    List<ObjectKey> failover,
    List<String> tenants)
    implements Section {
  public BackendSection {
    failover = List.copyOf(failover);
    tenants = tenants.stream().sorted().distinct().toList();
  }

  /** With all policies at their defaults. */
  public static BackendSection of(ObjectKey backend) {
    return of(backend, ConnectionPolicy.DEFAULT);
  }

  /** With all other policies at their defaults. */
  public static BackendSection of(ObjectKey backend, ConnectionPolicy connection) {
    return new BackendSection(
        backend,
        BackendLocation.LISTED,
        connection,
        BackendTls.OFF,
        BackendCredential.NONE,
        LoadBalancer.DEFAULT,
        HealthCheck.OFF,
        OutlierDetection.OFF,
        CircuitBreaker.OFF,
        RetryBudget.DEFAULT,
        Concurrency.UNLIMITED,
        Hedge.OFF,
        List.of(),
        List.of());
  }

  @Override
  public SectionKey key() {
    return new SectionKey(SectionKind.BACKEND, backend);
  }

  /** The backends that may get its requests: each has a section in every snapshot with this one. */
  public List<ObjectKey> handsOnTo() {
    List<ObjectKey> others = new ArrayList<>(failover);
    if (circuitBreaker instanceof CircuitBreaker.On breaker
        && breaker.fallback() instanceof BreakerFallback.Elsewhere(ObjectKey other)) {
      others.add(other);
    }
    return others;
  }

  /** The same but for this part. */
  public BackendSection with(BackendPart part) {
    return new BackendSection(
        backend,
        part instanceof BackendLocation other ? other : location,
        part instanceof ConnectionPolicy other ? other : connection,
        part instanceof BackendTls other ? other : tls,
        part instanceof BackendCredential other ? other : credential,
        part instanceof LoadBalancer other ? other : loadBalancer,
        part instanceof HealthCheck other ? other : healthCheck,
        part instanceof OutlierDetection other ? other : outlierDetection,
        part instanceof CircuitBreaker other ? other : circuitBreaker,
        part instanceof RetryBudget other ? other : retryBudget,
        part instanceof Concurrency other ? other : concurrency,
        part instanceof Hedge other ? other : hedge,
        failover,
        tenants);
  }

  /** The same but for this. */
  public BackendSection failingOverTo(List<ObjectKey> other) {
    return new BackendSection(
        backend,
        location,
        connection,
        tls,
        credential,
        loadBalancer,
        healthCheck,
        outlierDetection,
        circuitBreaker,
        retryBudget,
        concurrency,
        hedge,
        other,
        tenants);
  }

  /** The same for clients of these tenants only. */
  public BackendSection forTenants(List<String> other) {
    return new BackendSection(
        backend,
        location,
        connection,
        tls,
        credential,
        loadBalancer,
        healthCheck,
        outlierDetection,
        circuitBreaker,
        retryBudget,
        concurrency,
        hedge,
        failover,
        other);
  }
}
