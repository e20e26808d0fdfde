package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.RouteReason;
import dev.sluice.snapshot.Authentication;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells a route what of its {@code auth} does not count, because the data plane overrides it: who
 * reads the route alone would take it for open.
 */
final class OverriddenAuth {
  private OverriddenAuth() {}

  /**
   * @param said by the route and the rule, the later over the earlier
   * @param plane to be read within a sentence
   */
  static void warn(
      PolicyLayer overrides, List<PolicyLayer> said, String plane, Diagnostics diagnostics) {
    Optional<PolicyLayer> layer =
        said.reversed().stream()
            .filter(each -> each.get(PolicySettings.AUTH).isPresent())
            .findFirst();
    if (layer.isPresent()
        && overrides.get(PolicySettings.AUTH).orElse(null)
            instanceof Authentication.ByProviders override) {
      String what = lost(layer.get().get(PolicySettings.AUTH).orElseThrow(), override);
      if (what != null) {
        diagnostics.warning(
            RouteReason.INVALID_POLICY,
            Objects.requireNonNull(layer.get().values().get(PolicySettings.AUTH)).origin().field(),
            what
                + ": "
                + plane
                + " asks "
                + String.join(", ", override.providers())
                + " in spec.overrides.auth, which no route can weaken; remove it");
      }
    }
  }

  /** Null if all of it counts. */
  private static @Nullable String lost(Authentication said, Authentication.ByProviders override) {
    return switch (said) {
      case Authentication.Public open -> "has public: true, which does not count";
      case Authentication.ByProviders(List<String> wanted, boolean optional) -> {
        List<String> others =
            wanted.stream().filter(name -> !override.providers().contains(name)).toList();
        if (!others.isEmpty()) {
          yield "asks " + String.join(", ", others) + ", which does not count";
        }
        yield optional && !override.optional() ? "has optional: true, which does not count" : null;
      }
      case Authentication.Unsaid unsaid -> null;
      case Authentication.Closed closed -> null;
    };
  }
}
