package dev.sluice.cli.diff;

import dev.sluice.crds.AllowedRoutes;
import dev.sluice.crds.AllowedRoutes.From;
import dev.sluice.crds.AllowedRoutes.Namespaces;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code allowedRoutes} of two sides: who may refer to a data plane or backend. */
final class Consents {
  private Consents() {}

  static String text(@Nullable AllowedRoutes allowed) {
    return switch (from(allowed)) {
      case All -> "all namespaces";
      case Same -> "the own namespace";
      case Selector -> "namespaces with " + selector(allowed);
    };
  }

  /** Of two selectors nobody can tell which chooses more, so another one counts as wider. */
  static boolean isWider(@Nullable AllowedRoutes before, @Nullable AllowedRoutes now) {
    From was = from(before);
    From is = from(now);
    return switch (is) {
      case Same -> false;
      case All -> was != From.All;
      case Selector ->
          was == From.Same || (was == From.Selector && !text(before).equals(text(now)));
    };
  }

  private static From from(@Nullable AllowedRoutes allowed) {
    Namespaces namespaces = allowed == null ? null : allowed.namespaces();
    From from = namespaces == null ? null : namespaces.from();
    return from == null ? From.Same : from;
  }

  private static String selector(@Nullable AllowedRoutes allowed) {
    Namespaces namespaces = allowed == null ? null : allowed.namespaces();
    LabelSelector selector = namespaces == null ? null : namespaces.selector();
    if (selector == null) {
      return "no label";
    }
    String labels =
        selector.getMatchLabels() == null
            ? ""
            : new TreeMap<>(selector.getMatchLabels()).toString();
    String expressions =
        selector.getMatchExpressions() == null || selector.getMatchExpressions().isEmpty()
            ? ""
            : selector.getMatchExpressions().toString();
    return labels + expressions;
  }
}
