package dev.sluice.snapshot;

import java.util.ArrayList;
import java.util.List;

/**
 * One ServiceBackend: how to speak with it, and how far to trust it. Where it is stands in its
 * {@link EndpointSet}, unless the DNS knows.
 *
 * @param failover backends that take its requests, the first that can, while it has no healthy
 *     endpoint; each has a section of its own
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
    List<ObjectKey> failover)
    implements Section {
  public BackendSection {
    failover = List.copyOf(failover);
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

  /** The same but for this. */
  public BackendSection with(BackendLocation other) {
    return new BackendSection(
        backend,
        other,
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
        failover);
  }

  /** The same but for this. */
  public BackendSection with(ConnectionPolicy other) {
    return new BackendSection(
        backend,
        location,
        other,
        tls,
        credential,
        loadBalancer,
        healthCheck,
        outlierDetection,
        circuitBreaker,
        retryBudget,
        concurrency,
        hedge,
        failover);
  }

  /** The same but for this. */
  public BackendSection with(BackendTls other) {
    return new BackendSection(
        backend,
        location,
        connection,
        other,
        credential,
        loadBalancer,
        healthCheck,
        outlierDetection,
        circuitBreaker,
        retryBudget,
        concurrency,
        hedge,
        failover);
  }

  /** The same but for this. */
  public BackendSection with(BackendCredential other) {
    return new BackendSection(
        backend,
        location,
        connection,
        tls,
        other,
        loadBalancer,
        healthCheck,
        outlierDetection,
        circuitBreaker,
        retryBudget,
        concurrency,
        hedge,
        failover);
  }

  /** The same but for this. */
  public BackendSection with(LoadBalancer other) {
    return new BackendSection(
        backend,
        location,
        connection,
        tls,
        credential,
        other,
        healthCheck,
        outlierDetection,
        circuitBreaker,
        retryBudget,
        concurrency,
        hedge,
        failover);
  }

  /** The same but for this. */
  public BackendSection with(HealthCheck other) {
    return new BackendSection(
        backend,
        location,
        connection,
        tls,
        credential,
        loadBalancer,
        other,
        outlierDetection,
        circuitBreaker,
        retryBudget,
        concurrency,
        hedge,
        failover);
  }

  /** The same but for this. */
  public BackendSection with(OutlierDetection other) {
    return new BackendSection(
        backend,
        location,
        connection,
        tls,
        credential,
        loadBalancer,
        healthCheck,
        other,
        circuitBreaker,
        retryBudget,
        concurrency,
        hedge,
        failover);
  }

  /** The same but for this. */
  public BackendSection with(CircuitBreaker other) {
    return new BackendSection(
        backend,
        location,
        connection,
        tls,
        credential,
        loadBalancer,
        healthCheck,
        outlierDetection,
        other,
        retryBudget,
        concurrency,
        hedge,
        failover);
  }

  /** The same but for this. */
  public BackendSection with(RetryBudget other) {
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
        other,
        concurrency,
        hedge,
        failover);
  }

  /** The same but for this. */
  public BackendSection with(Concurrency other) {
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
        other,
        hedge,
        failover);
  }

  /** The same but for this. */
  public BackendSection with(Hedge other) {
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
        other,
        failover);
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
        other);
  }
}
