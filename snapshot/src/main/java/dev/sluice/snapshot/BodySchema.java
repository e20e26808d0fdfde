package dev.sluice.snapshot;

/** The JSON Schema that bodies must satisfy. */
public sealed interface BodySchema {
  BodySchema NONE = new None();

  /** None. */
  record None() implements BodySchema {}

  /**
   * @param schema as in {@link JsonSchema#schema}
   */
  record Of(ObjectKey schema) implements BodySchema {}
}
