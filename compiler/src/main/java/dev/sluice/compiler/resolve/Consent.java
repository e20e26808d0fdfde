package dev.sluice.compiler.resolve;

import dev.sluice.crds.AllowedRoutes;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which namespaces may refer to an object, as the object itself says. */
sealed interface Consent {
  record OwnNamespace() implements Consent {}

  record AllNamespaces() implements Consent {}

  record SelectedNamespaces(LabelSelector selector) implements Consent {}

  /** The consent cannot be understood, so nobody has it. */
  record Nobody(String cause) implements Consent {}

  static Consent of(@Nullable AllowedRoutes allowed) {
    AllowedRoutes.Namespaces namespaces = allowed == null ? null : allowed.namespaces();
    if (namespaces == null) {
      return new OwnNamespace();
    }
    AllowedRoutes.From from =
        Objects.requireNonNullElse(namespaces.from(), AllowedRoutes.From.Same);
    LabelSelector selector = namespaces.selector();
    if (from != AllowedRoutes.From.Selector) {
      if (selector != null) {
        return new Nobody("has a selector, which belongs to from: Selector; change one of the two");
      }
      return from == AllowedRoutes.From.All ? new AllNamespaces() : new OwnNamespace();
    }
    if (selector == null) {
      return new Nobody("has from: Selector without a selector; add one");
    }
    for (LabelSelectorRequirement requirement : requirements(selector)) {
      if (!isKnown(requirement)) {
        return new Nobody(
            "has a matchExpression that is not understood; operators are In and NotIn with values,"
                + " Exists and DoesNotExist without");
      }
    }
    return new SelectedNamespaces(selector);
  }

  /**
   * @param owner namespace of the object referred to
   * @param from namespace of the object that refers
   * @param labels of that namespace
   */
  default boolean allows(String owner, String from, Map<String, String> labels) {
    return switch (this) {
      case OwnNamespace() -> owner.equals(from);
      case AllNamespaces() -> true;
      case Nobody(String cause) -> false;
      case SelectedNamespaces(LabelSelector selector) ->
          labelsOf(selector).entrySet().stream()
                  .allMatch(wanted -> wanted.getValue().equals(labels.get(wanted.getKey())))
              && requirements(selector).stream().allMatch(wanted -> holds(wanted, labels));
    };
  }

  private static boolean holds(LabelSelectorRequirement wanted, Map<String, String> labels) {
    String value = labels.get(wanted.getKey());
    return switch (wanted.getOperator()) {
      case "In" -> value != null && wanted.getValues().contains(value);
      case "NotIn" -> value == null || !wanted.getValues().contains(value);
      case "Exists" -> value != null;
      default -> value == null;
    };
  }

  private static boolean isKnown(LabelSelectorRequirement wanted) {
    boolean values = wanted.getValues() != null && !wanted.getValues().isEmpty();
    if (wanted.getKey() == null || wanted.getOperator() == null) {
      return false;
    }
    return switch (wanted.getOperator()) {
      case "In", "NotIn" -> values;
      case "Exists", "DoesNotExist" -> !values;
      default -> false;
    };
  }

  private static Map<String, String> labelsOf(LabelSelector selector) {
    return Objects.requireNonNullElse(selector.getMatchLabels(), Map.of());
  }

  private static List<LabelSelectorRequirement> requirements(LabelSelector selector) {
    return Objects.requireNonNullElse(selector.getMatchExpressions(), List.of());
  }
}
