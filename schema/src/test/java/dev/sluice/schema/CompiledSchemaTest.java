package dev.sluice.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Schemas as users and attackers write them. */
@Timeout(60)
final class CompiledSchemaTest {
  private static final String ORDER =
      """
      {"$schema": "https://json-schema.org/draft/2020-12/schema",
       "type": "object", "required": ["item", "count"], "additionalProperties": false,
       "properties": {
         "item": {"type": "string", "pattern": "^[a-z]+(-[a-z]+)*$"},
         "count": {"type": "integer", "minimum": 1, "maximum": 100},
         "tags": {"type": "array", "items": {"type": "string"}, "uniqueItems": true}}}
      """;

  private static CompiledSchema schema(String text) {
    return switch (CompiledSchema.parse(text)) {
      case CompiledSchema.Parsed.Valid(CompiledSchema schema) -> schema;
      case CompiledSchema.Parsed.Invalid(List<String> problems) ->
          throw new AssertionError(problems);
    };
  }

  private static List<String> problems(String text) {
    return switch (CompiledSchema.parse(text)) {
      case CompiledSchema.Parsed.Valid valid -> List.of();
      case CompiledSchema.Parsed.Invalid(List<String> problems) -> problems;
    };
  }

  private static List<String> violations(String schema, String body) {
    return schema(schema).violations(json(body), CompiledSchema.steps(body.length())).stream()
        .map(Violation::toString)
        .toList();
  }

  private static com.fasterxml.jackson.databind.JsonNode json(String text) {
    return switch (JsonText.parse(text.getBytes(StandardCharsets.UTF_8))) {
      case JsonText.Parsed.Good(var value) -> value;
      case JsonText.Parsed.Malformed(String reason) -> throw new AssertionError(reason);
    };
  }

  @Test
  void aBodyThatSatisfiesTheSchemaHasNoViolations() {
    assertThat(violations(ORDER, "{\"item\":\"red-shoe\",\"count\":2,\"tags\":[\"a\",\"b\"]}"))
        .isEmpty();
    assertThat(violations(ORDER, "{\"item\":\"shoe\",\"count\":2.0}")).isEmpty();
  }

  @Test
  void violationsNameThePlaceAndTheKeywordAndNoValue() {
    assertThat(
            violations(
                ORDER, "{\"item\":\"SECRET\",\"count\":0,\"tags\":[\"a\",\"a\"],\"more\":1}"))
        .containsExactlyInAnyOrder(
            "/item (pattern)",
            "/count (minimum)",
            "/tags (uniqueItems)",
            "the body (additionalProperties)");
    assertThat(violations(ORDER, "{}")).containsExactly("the body (required)");
    assertThat(violations(ORDER, "[]")).containsExactly("the body (type)");
  }

  @Test
  void numbersThatAreTheSameAreNoTwoItems() {
    String unique = "{\"uniqueItems\": true}";
    assertThat(violations(unique, "[1, 1.0]")).containsExactly("the body (uniqueItems)");
    assertThat(violations(unique, "[{\"a\":1,\"b\":[2]},{\"b\":[2.0],\"a\":1}]")).isNotEmpty();
    assertThat(violations(unique, "[1, \"1\", true, \"true\", null, \"null\", [1], [\"1\"]]"))
        .isEmpty();
  }

  @Test
  void namesOfPropertiesAreToldInPlainCharactersAndCut() {
    String schema = "{\"additionalProperties\": {\"type\": \"integer\"}}";
    assertThat(violations(schema, "{\"<b>\\\"ä\\n\":\"x\"}")).containsExactly("/?b>???n (type)");
    assertThat(violations(schema, "{\"" + "n".repeat(5_000) + "\":\"x\"}").getFirst())
        .hasSizeLessThan(150);
  }

  @Test
  void olderDraftsAreKnown() {
    String seven =
        "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"definitions\":"
            + "{\"n\":{\"type\":\"number\"}},\"properties\":{\"a\":{\"$ref\":\"#/definitions/n\"}}}";
    assertThat(violations(seven, "{\"a\":\"x\"}")).containsExactly("/a (type)");
    assertThat(problems("{\"$schema\":\"https://example.com/mine\"}").getFirst())
        .startsWith("has a $schema that is not known");
  }

  @Test
  void whatIsNoSchemaIsTold() {
    assertThat(problems("")).containsExactly("is empty");
    assertThat(problems("{\"type\":")).first().asString().startsWith("is no JSON");
    assertThat(problems("{\"type\":\"object\",\"type\":\"array\"}"))
        .first()
        .asString()
        .startsWith("has a name twice in one object");
    assertThat(problems("[]")).containsExactly("is no schema: it must be an object");
    assertThat(problems("{\"type\":\"strng\"}")).contains("is no schema at /type (enum)");
    assertThat(problems("{\"minimum\":\"1\"}")).containsExactly("is no schema at /minimum (type)");
    assertThat(problems("{\"x\":\"" + "y".repeat(200_000) + "\"}"))
        .containsExactly("is larger than 128Ki");
    assertThat(problems("{\"not\":".repeat(100) + "{}" + "}".repeat(100)).getFirst())
        .startsWith("is nested more than 64 deep");
  }

  @Test
  void nothingIsEverFetched() {
    for (String elsewhere :
        List.of(
            "https://example.com/other.json",
            "http://169.254.169.254/latest",
            "file:///etc/passwd",
            "classpath:draft-07",
            "other.json",
            "https://json-schema.org/draft/2020-12/schema")) {
      assertThat(problems("{\"properties\":{\"a\":{\"$ref\":\"" + elsewhere + "\"}}}"))
          .as(elsewhere)
          .containsExactly(
              "refers to another schema at /properties/a/$ref, and none is ever fetched; put it"
                  + " under $defs and refer to #/$defs/NAME");
    }
    assertThat(problems("{\"$ref\":\"#/$defs/none\"}"))
        .containsExactly("refers at /$ref to a place that it does not have");
    assertThat(problems("{\"properties\":{\"a\":{\"$id\":\"b.json\"}}}").getFirst())
        .startsWith("has an $id within");
  }

  @Test
  void dataThatLooksLikeAReferenceIsNone() {
    assertThat(problems("{\"const\":{\"$ref\":\"https://example.com/\"}}")).isEmpty();
    assertThat(problems("{\"properties\":{\"$ref\":{\"type\":\"string\"}}}")).isEmpty();
  }

  @Test
  void aSchemaThatComesToNoEndIsRefused() {
    for (String circle :
        List.of(
            "{\"$ref\":\"#\"}",
            "{\"allOf\":[{\"$ref\":\"#\"}]}",
            "{\"$defs\":{\"a\":{\"$ref\":\"#/$defs/b\"},\"b\":{\"anyOf\":[{\"$ref\":\"#/$defs/a\"}]}},"
                + "\"$ref\":\"#/$defs/a\"}")) {
      assertThat(problems(circle))
          .as(circle)
          .containsExactly("refers to itself for one and the same value, and so comes to no end");
    }
    assertThat(problems("{\"properties\":{\"child\":{\"$ref\":\"#\"}}}")).isEmpty();
  }

  @Test
  void patternsThatCannotBeLinearAreRefused() {
    assertThat(problems("{\"pattern\":\"(?=a)b\"}").getFirst())
        .startsWith("has a pattern at /pattern that is no regular expression")
        .contains("neither look-around nor back-references");
    assertThat(problems("{\"patternProperties\":{\"(a)\\\\1\":{}}}").getFirst())
        .startsWith("has a pattern at /patternProperties that is no regular expression");
    assertThat(problems("{\"pattern\":\"((a{100}){100}){100}\"}").getFirst())
        .contains("repeats so much");
    String many =
        IntStream.range(0, 100)
            .mapToObj(i -> "\"p" + i + "\":{\"pattern\":\"a{900}\"}")
            .collect(Collectors.joining(",", "{\"properties\":{", "}}"));
    assertThat(problems(many))
        .containsExactly("has patterns that are too large together; repeat less in them");
  }

  @Test
  void patternsAreLookedForAnywhereAndMayHaveEscapesOfEcma() {
    assertThat(violations("{\"pattern\":\"b+\"}", "\"abbc\"")).isEmpty();
    assertThat(violations("{\"pattern\":\"^\\\\u00e4$\"}", "\"ä\"")).isEmpty();
    assertThat(violations("{\"pattern\":\"^a$\"}", "\"a\\n\"")).isNotEmpty();
  }

  @Test
  void aPatternThatStallsOtherEnginesDoesNot() {
    assertThat(violations("{\"pattern\":\"^(a+)+$\"}", "\"" + "a".repeat(20_000) + "!\""))
        .containsExactly("the body (pattern)");
  }

  @Test
  void aSchemaThatBranchesAtEveryLevelIsStopped() {
    String branching =
        "{\"properties\":{\"a\":{\"allOf\":[{\"$ref\":\"#\"},{\"$ref\":\"#\"}]}},"
            + "\"required\":[\"never\"]}";
    String deep = "{\"a\":".repeat(60) + "{}" + "}".repeat(60);
    CompiledSchema schema = schema(branching);
    assertThatThrownBy(() -> schema.violations(json(deep), CompiledSchema.steps(deep.length())))
        .isInstanceOf(TooCostly.class);
  }

  @Test
  void aSchemaThatDoublesByReferencesIsStopped() {
    String doubling =
        IntStream.range(0, 40)
            .mapToObj(
                i ->
                    "\"d%d\":{\"allOf\":[{\"$ref\":\"#/$defs/d%d\"},{\"$ref\":\"#/$defs/d%d\"}]}"
                        .formatted(i, i + 1, i + 1))
            .collect(
                Collectors.joining(
                    ",",
                    "{\"$ref\":\"#/$defs/d0\",\"$defs\":{",
                    ",\"d40\":{\"type\":\"object\"}}}"));
    CompiledSchema schema = schema(doubling);
    assertThatThrownBy(() -> schema.violations(json("1"), CompiledSchema.steps(1)))
        .isInstanceOf(TooCostly.class);
  }

  @Test
  void longListsOfNamesCountForEveryObject() {
    String names =
        IntStream.range(0, 10_000)
            .mapToObj(i -> "\"n" + i + "\"")
            .collect(Collectors.joining(",", "{\"items\":{\"required\":[", "]}}"));
    String body = "[" + "{},".repeat(100_000) + "{}]";
    CompiledSchema schema = schema(names);
    assertThatThrownBy(() -> schema.violations(json(body), CompiledSchema.steps(body.length())))
        .isInstanceOf(TooCostly.class);
  }

  @Test
  void textsThatCollideInTheirHashesAreComparedQuickly() {
    String body =
        IntStream.range(0, 1 << 16)
            .mapToObj(
                i ->
                    IntStream.range(0, 16)
                        .mapToObj(bit -> (i >> bit & 1) == 0 ? "Aa" : "BB")
                        .collect(Collectors.joining("", "\"", "\"")))
            .collect(Collectors.joining(",", "[", "]"));
    assertThat(violations("{\"uniqueItems\":true}", body)).isEmpty();
  }

  @Test
  void aLargeBodyOfManyMistakesIsToldOfAFew() {
    String body = "[" + "\"x\",".repeat(200_000) + "\"x\"]";
    assertThat(violations("{\"items\":{\"type\":\"integer\"}}", body)).hasSizeLessThan(10);
  }
}
