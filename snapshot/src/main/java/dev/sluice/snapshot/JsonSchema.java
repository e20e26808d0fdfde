package dev.sluice.snapshot;

/**
 * A JSON Schema that stands in a ConfigMap. A section of its own, as {@link NetworkFeed} is.
 *
 * @param schema the ConfigMap, with the key behind a slash in the name
 * @param text the JSON, which was read without an error
 */
public record JsonSchema(ObjectKey schema, String text) implements Section {
  @Override
  public SectionKey key() {
    return new SectionKey(SectionKind.JSON_SCHEMA, schema);
  }
}
