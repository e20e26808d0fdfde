package dev.sluice.dataplane.body;

import dev.sluice.schema.CompiledSchema;
import dev.sluice.snapshot.JsonSchema;
import dev.sluice.snapshot.ObjectKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The JSON Schemas of one snapshot, compiled. One whose text did not change since the last snapshot
 * is the same object, and so are two of one text.
 *
 * <p>Used by the one thread that applies snapshots.
 */
public final class Schemas {
  public static final Schemas NONE = new Schemas(Map.of(), Map.of());

  private final Map<ObjectKey, CompiledSchema> compiled;
  private final Map<String, CompiledSchema> byText;

  private Schemas(Map<ObjectKey, CompiledSchema> compiled, Map<String, CompiledSchema> byText) {
    this.compiled = compiled;
    this.byText = byText;
  }

  /**
   * Those of the next snapshot.
   *
   * @throws IllegalArgumentException if one is no schema, which the compiler has seen to
   */
  public Schemas with(List<JsonSchema> next) {
    if (next.isEmpty()) {
      return NONE;
    }
    Map<ObjectKey, CompiledSchema> kept = new HashMap<>();
    Map<String, CompiledSchema> texts = new HashMap<>();
    for (JsonSchema schema : next) {
      CompiledSchema known = byText.get(schema.text());
      CompiledSchema mine =
          texts.computeIfAbsent(schema.text(), text -> known == null ? compile(schema) : known);
      kept.put(schema.schema(), mine);
    }
    return new Schemas(kept, texts);
  }

  /** Empty if there is no such schema: it never was good. */
  public Optional<CompiledSchema> get(ObjectKey schema) {
    return Optional.ofNullable(compiled.get(schema));
  }

  private static CompiledSchema compile(JsonSchema schema) {
    return switch (CompiledSchema.parse(schema.text())) {
      case CompiledSchema.Parsed.Valid(CompiledSchema valid) -> valid;
      case CompiledSchema.Parsed.Invalid(List<String> problems) ->
          throw new IllegalArgumentException(schema.schema() + " " + problems.getFirst());
    };
  }
}
