package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.DataPlaneReason;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.crds.FailurePolicy;
import dev.sluice.snapshot.IdentityProvider;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code revocation} of a provider of any kind that has it. */
final class RevocationReading {
  private final boolean hasRedis;
  private final Diagnostics diagnostics;

  /**
   * @param hasRedis whether the data plane names one
   */
  RevocationReading(boolean hasRedis, Diagnostics diagnostics) {
    this.hasRedis = hasRedis;
    this.diagnostics = diagnostics;
  }

  /** Nothing after a diagnostic. */
  Optional<IdentityProvider.Revocation> read(
      dev.sluice.crds.@Nullable Revocation written, String field) {
    if (written == null || !Boolean.TRUE.equals(written.redis())) {
      if (written != null && written.onFailure() != null) {
        return refused(
            field + ".onFailure", "says what happens without Redis; add redis: true, or remove it");
      }
      return Optional.of(IdentityProvider.Revocation.OFF);
    }
    if (!hasRedis) {
      return refused(
          field + ".redis",
          "asks the Redis of the data plane, and it names none; add spec.redis, or remove it");
    }
    return Optional.of(
        written.onFailure() == FailurePolicy.Closed
            ? IdentityProvider.Revocation.CLOSED
            : IdentityProvider.Revocation.OPEN);
  }

  private Optional<IdentityProvider.Revocation> refused(String field, String message) {
    diagnostics.error(DataPlaneReason.INVALID_PROVIDER, field, message);
    return Optional.empty();
  }
}
