package dev.sluice.compiler.diagnostic;

/** Why something is not as its writer wants it: one CamelCase word that a person understands. */
public sealed interface Reason permits DataPlaneReason, RouteReason, BackendReason, LimitReason {
  String word();

  /** The condition that turns false. */
  ConditionType condition();

  /** {@code BACKEND_NOT_FOUND} is {@code BackendNotFound}. */
  static String camelCase(Enum<?> constant) {
    StringBuilder word = new StringBuilder();
    for (String part : constant.name().split("_", -1)) {
      word.append(part.charAt(0)).append(part.substring(1).toLowerCase(java.util.Locale.ROOT));
    }
    return word.toString();
  }
}
