package dev.sluice.compiler.resolve;

import dev.sluice.crds.IdentityClaims;
import dev.sluice.snapshot.IdentityProvider.ClaimNames;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code identity} of a provider whose tokens have claims. */
final class ClaimMapping {
  private ClaimMapping() {}

  static ClaimNames of(@Nullable IdentityClaims written) {
    if (written == null) {
      return ClaimNames.DEFAULT;
    }
    return new ClaimNames(
        Objects.requireNonNullElse(written.user(), ClaimNames.DEFAULT.user()),
        Objects.requireNonNullElse(written.tenant(), ClaimNames.DEFAULT.tenant()),
        Objects.requireNonNullElse(written.roles(), ClaimNames.DEFAULT.roles()),
        Objects.requireNonNullElse(written.scopes(), ClaimNames.DEFAULT.scopes()));
  }
}
