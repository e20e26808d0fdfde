package dev.sluice.compiler.translate;

import dev.sluice.compiler.resolve.ResolvedBackend;
import dev.sluice.snapshot.BackendSection;

/** ServiceBackends. */
public final class BackendTranslation {
  private BackendTranslation() {}

  public static BackendSection translate(ResolvedBackend backend) {
    return new BackendSection(
        backend.backend(),
        backend.location(),
        backend.connection(),
        backend.tls(),
        backend.credential(),
        backend.loadBalancer(),
        backend.healthCheck(),
        backend.outlierDetection(),
        backend.circuitBreaker(),
        backend.retryBudget(),
        backend.concurrency(),
        backend.hedge(),
        backend.failover(),
        backend.tenants());
  }
}
