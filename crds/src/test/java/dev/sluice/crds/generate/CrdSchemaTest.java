package dev.sluice.crds.generate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What every schema must keep, whichever fields come. */
final class CrdSchemaTest {
  /** An object of etcd holds 1.5 MiB; far below it, kubectl and Helm stay quick. */
  private static final int MAX_BYTES = 200 * 1024;

  private static final Set<String> NOT_FOR_YAML_1_1 =
      Set.of("on", "off", "yes", "no", "y", "n", "true", "false", "null", "~", "");

  private final Map<String, ObjectNode> definitions = ResourceDefinitions.generate();

  @Test
  void everyDefinitionStaysSmall() {
    definitions.forEach(
        (file, definition) ->
            assertThat(ResourceDefinitions.yaml(definition).getBytes(StandardCharsets.UTF_8).length)
                .as(file)
                .isLessThan(MAX_BYTES));
  }

  @Test
  void everyDefinitionHasAStatusSubresource() {
    assertThat(definitions.values())
        .allSatisfy(d -> assertThat(d.at("/spec/versions/0/subresources").has("status")).isTrue());
  }

  @Test
  void everyFieldOfOursIsDescribed() {
    List<String> bare = new ArrayList<>();
    schemas()
        .forEach(
            (path, schema) -> {
              if (FieldReference.isOurs(path) && schema.path("description").asText().isEmpty()) {
                bare.add(path);
              }
            });
    assertThat(bare).isEmpty();
  }

  @Test
  void everyListThatUsersWriteIsBounded() {
    List<String> unbounded = new ArrayList<>();
    schemas()
        .forEach(
            (path, schema) -> {
              if (FieldReference.isOurs(path)
                  && schema.path("type").asText().equals("array")
                  && !schema.has("maxItems")) {
                unbounded.add(path);
              }
            });
    assertThat(unbounded).isEmpty();
  }

  @Test
  void noFieldIsPrunedToNothing() {
    // The generator makes an empty object of a sealed interface, and everything in it is lost.
    assertThat(schemas())
        .allSatisfy(
            (path, schema) -> {
              if (schema.path("type").asText().equals("object")) {
                assertThat(schema.has("properties") || schema.has("additionalProperties"))
                    .as(path)
                    .isTrue();
              }
            });
  }

  @Test
  void noFieldAndNoValueReadsAsABooleanInYaml() {
    List<String> words = new ArrayList<>();
    schemas()
        .forEach(
            (path, schema) -> {
              words.add(path.substring(path.lastIndexOf('.') + 1));
              if (!path.endsWith("conditions.status")) {
                schema.path("enum").forEach(value -> words.add(value.asText()));
              }
            });
    assertThat(words).noneMatch(word -> NOT_FOR_YAML_1_1.contains(word.toLowerCase(Locale.ROOT)));
  }

  @Test
  void everyListThatTheRefinementsNameExists() {
    Set<String> paths = schemas().keySet();
    assertThat(SchemaRefinements.namedLists())
        .allSatisfy(
            list ->
                assertThat(paths)
                    .as("a field was renamed")
                    .anyMatch(path -> path.endsWith(": " + list)));
  }

  @Test
  void noRuleStandsTwiceOnOneField() {
    assertThat(schemas().values())
        .allSatisfy(
            schema -> {
              List<String> rules = new ArrayList<>();
              schema
                  .path("x-kubernetes-validations")
                  .forEach(r -> rules.add(r.path("rule").asText()));
              assertThat(rules).doesNotHaveDuplicates();
            });
  }

  /** Every field of every kind, by {@code Kind: path}. */
  private Map<String, JsonNode> schemas() {
    Map<String, JsonNode> all = new TreeMap<>();
    for (ObjectNode definition : definitions.values()) {
      String kind = definition.at("/spec/names/kind").asText();
      ResourceDefinitions.schema(definition)
          .path("properties")
          .properties()
          .forEach(p -> collect(kind + ": " + p.getKey(), p.getValue(), all));
    }
    all.keySet().removeIf(path -> path.endsWith(": spec") || path.endsWith(": status"));
    return all;
  }

  private static void collect(String path, JsonNode schema, Map<String, JsonNode> into) {
    into.put(path, schema);
    schema
        .path("properties")
        .properties()
        .forEach(p -> collect(path + "." + p.getKey(), p.getValue(), into));
    schema
        .path("items")
        .path("properties")
        .properties()
        .forEach(p -> collect(path + "." + p.getKey(), p.getValue(), into));
  }
}
