package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.crds.Connection;
import dev.sluice.snapshot.ConnectionPolicy;
import dev.sluice.snapshot.Timeout;
import org.jspecify.annotations.Nullable;

/** {@code connection} of a ServiceBackend. */
final class ConnectionResolver {
  private static final ConnectionPolicy DEFAULT = ConnectionPolicy.DEFAULT;
  private final BackendSettings settings;

  ConnectionResolver(Diagnostics diagnostics) {
    settings = new BackendSettings("spec.connection", diagnostics);
  }

  ConnectionPolicy resolve(@Nullable Connection written) {
    if (written == null) {
      return DEFAULT;
    }
    return new ConnectionPolicy(
        settings.millis("connectTimeout", written.connectTimeout(), DEFAULT.connectTimeoutMillis()),
        settings.millis("idleTimeout", written.idleTimeout(), DEFAULT.idleTimeoutMillis()),
        settings.number(
            "maxPerEndpoint", written.maxPerEndpoint(), 1, 65_535, DEFAULT.maxPerEndpoint()),
        settings.number("maxPending", written.maxPending(), 0, 1_000_000, DEFAULT.maxPending()),
        settings
            .duration("maxAge", written.maxAge())
            .filter(age -> !age.isZero())
            .map(Timeout::after)
            .orElse(Timeout.NONE));
  }
}
