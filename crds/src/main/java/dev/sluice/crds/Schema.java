package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A JSON Schema (draft 2020-12 unless {@code $schema} says otherwise) that bodies must satisfy. */
public record Schema(
    @JsonPropertyDescription("Where it stands.") @Required ConfigMapKey configMapRef) {
  /** An entry of a ConfigMap of the own namespace. */
  public record ConfigMapKey(
      @JsonPropertyDescription(
              "Name of the ConfigMap, which carries the label sluice.dev/json-schema.")
          @Required
          @Pattern(SluiceApi.OBJECT_NAME)
          @Size(min = 1, max = 253)
          String name,
      @JsonPropertyDescription("Key in its data.")
          @Required
          @Pattern("^[-._a-zA-Z0-9]+$")
          @Size(min = 1, max = 253)
          String key) {}
}
