package dev.sluice.compiler.translate;

import dev.sluice.compiler.resolve.ResolvedBackend;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.ConnectionPolicy;
import dev.sluice.snapshot.Timeout;

/** ServiceBackends. */
public final class BackendTranslation {
  private BackendTranslation() {}

  public static BackendSection translate(ResolvedBackend backend) {
    return new BackendSection(
        backend.backend(),
        new ConnectionPolicy(
            backend.connectTimeout().toMillis(),
            backend.idleTimeout().toMillis(),
            backend.maxPerEndpoint(),
            backend.maxPending(),
            backend.maxAge().map(Timeout::after).orElse(Timeout.NONE)));
  }
}
