package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LabelSelector;
import org.jspecify.annotations.Nullable;

/** Consent of the object referred to. */
public record AllowedRoutes(
    @JsonPropertyDescription("Namespaces from which routes may refer to this object.")
        @Nullable Namespaces namespaces) {

  /** Which namespaces. */
  @ValidationRule(
      value = "has(self.selector) == (has(self.from) && self.from == 'Selector')",
      message = "selector belongs to from: Selector, and from: Selector needs it")
  public record Namespaces(
      @JsonPropertyDescription("Default: Same.") @Nullable From from,
      @JsonPropertyDescription("Labels of the namespaces, with from: Selector.")
          @Nullable LabelSelector selector) {}

  /** How namespaces are chosen. */
  public enum From {
    All,
    Same,
    Selector
  }
}
