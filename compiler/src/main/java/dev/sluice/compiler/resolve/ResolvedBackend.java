package dev.sluice.compiler.resolve;

import dev.sluice.snapshot.BackendCredential;
import dev.sluice.snapshot.BackendLocation;
import dev.sluice.snapshot.BackendTls;
import dev.sluice.snapshot.CircuitBreaker;
import dev.sluice.snapshot.Concurrency;
import dev.sluice.snapshot.ConnectionPolicy;
import dev.sluice.snapshot.HealthCheck;
import dev.sluice.snapshot.Hedge;
import dev.sluice.snapshot.LoadBalancer;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.OutlierDetection;
import dev.sluice.snapshot.RetryBudget;
import java.util.List;

/** How to speak with a backend, and how far to trust it. One resolver makes each member. */
public record ResolvedBackend(
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
    List<String> tenants) {
  public ResolvedBackend {
    failover = List.copyOf(failover);
    tenants = List.copyOf(tenants);
  }
}
