package dev.sluice.compiler.resolve;

import dev.sluice.compiler.resource.LastGood;
import dev.sluice.compiler.resource.ObjectKeys;
import dev.sluice.compiler.resource.ResourceSet;
import dev.sluice.crds.SluiceApi;
import dev.sluice.schema.CompiledSchema;
import dev.sluice.snapshot.JsonSchema;
import dev.sluice.snapshot.ObjectKey;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The ConfigMaps with JSON Schemas, each judged once however many rules ask for it. One that is
 * broken or gone stands in with what it held while it was good.
 */
public final class SchemaIndex {
  private final Map<ObjectKey, Map<String, String>> configMaps = new HashMap<>();
  private final LastGood lastGood;
  private final JudgedSchemas before;
  private final Map<ObjectKey, Judged> known = new HashMap<>();

  /**
   * A text, and what was found in it.
   *
   * @param problems each to be read after its name
   * @param schema if the text is good
   */
  record Judged(String text, List<String> problems, Optional<JsonSchema> schema) {
    static Judged of(ObjectKey key, String text) {
      return switch (CompiledSchema.parse(text)) {
        case CompiledSchema.Parsed.Valid valid ->
            new Judged(text, List.of(), Optional.of(new JsonSchema(key, text)));
        case CompiledSchema.Parsed.Invalid(List<String> problems) ->
            new Judged(text, problems, Optional.empty());
      };
    }
  }

  /** Of an earlier compilation, so that a text that did not change is not judged again. */
  public static final class JudgedSchemas {
    private Map<ObjectKey, Judged> known = Map.of();
  }

  /**
   * What counts of a schema for those who refer to it.
   *
   * @param problems what is wrong now; empty if it is good
   * @param found whether there is such an entry
   * @param served whether there is a schema, now or from before
   */
  record State(List<String> problems, boolean found, boolean served) {}

  /**
   * @param before is asked, and then told what this one has judged
   */
  public SchemaIndex(ResourceSet resources, LastGood lastGood, JudgedSchemas before) {
    this.lastGood = lastGood;
    this.before = before;
    for (ConfigMap configMap : resources.configMaps()) {
      Map<String, String> labels = configMap.getMetadata().getLabels();
      if (labels != null
          && labels.containsKey(SluiceApi.JSON_SCHEMA_LABEL)
          && configMap.getData() != null) {
        configMaps.put(ObjectKeys.of(configMap), configMap.getData());
      }
    }
  }

  /** To be called once nobody asks any more. */
  public void keep() {
    before.known = Map.copyOf(known);
  }

  State state(ObjectKey schema) {
    Optional<Judged> now = now(schema);
    return new State(
        now.map(Judged::problems).orElse(List.of()), now.isPresent(), served(schema).isPresent());
  }

  /** What it is now if that is good, and else what it was before; empty if it never was. */
  public Optional<JsonSchema> served(ObjectKey schema) {
    return now(schema).flatMap(Judged::schema).or(() -> lastGood.schema(schema));
  }

  private Optional<Judged> now(ObjectKey schema) {
    int slash = schema.name().indexOf('/');
    Map<String, String> data =
        configMaps.getOrDefault(
            new ObjectKey(schema.namespace(), schema.name().substring(0, slash)), Map.of());
    String text = data.get(schema.name().substring(slash + 1));
    if (text == null) {
      return Optional.empty();
    }
    Judged earlier = before.known.get(schema);
    return Optional.of(
        known.computeIfAbsent(
            schema,
            key ->
                earlier != null && earlier.text().equals(text) ? earlier : Judged.of(key, text)));
  }
}
