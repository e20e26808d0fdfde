package dev.sluice.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.KeywordType;
import com.networknt.schema.path.PathType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A JSON Schema, ready to be asked about bodies. Draft 2020-12, or the one that {@code $schema}
 * names. {@code format} says nothing, as that draft has it; whoever means it writes a {@code
 * pattern}. May be asked by several threads at once.
 */
public final class CompiledSchema {
  /** Of its text. */
  public static final int MAX_BYTES = 128 * 1024;

  /** For a body of no size. */
  private static final long LEAST_STEPS = 10_000;

  /** What a body usually takes is one for each byte or two. */
  private static final long STEPS_PER_BYTE = 8;

  private static final String NEWEST = "https://json-schema.org/draft/2020-12/schema";

  private static final Map<String, Supplier<Dialect>> DIALECTS =
      Map.of(
          "http://json-schema.org/draft-04/schema",
          Dialects::getDraft4,
          "http://json-schema.org/draft-06/schema",
          Dialects::getDraft6,
          "http://json-schema.org/draft-07/schema",
          Dialects::getDraft7,
          "https://json-schema.org/draft/2019-09/schema",
          Dialects::getDraft201909,
          NEWEST,
          Dialects::getDraft202012);

  /** With what schemas themselves must satisfy, from the library. */
  private static final SchemaRegistry METASCHEMAS =
      SchemaRegistry.withDialects(DIALECTS.values().stream().map(Supplier::get).toList());

  private final Schema schema;
  private final Weights weights;

  private CompiledSchema(Schema schema, Weights weights) {
    this.schema = schema;
    this.weights = weights;
  }

  /** A schema as a user wrote it: usable or not. */
  public sealed interface Parsed {
    record Valid(CompiledSchema schema) implements Parsed {}

    /**
     * @param problems at least one, each to be read after the schema's name
     */
    record Invalid(List<String> problems) implements Parsed {}
  }

  public static Parsed parse(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_BYTES) {
      return invalid("is larger than " + (MAX_BYTES >> 10) + "Ki");
    }
    return switch (JsonText.parse(bytes)) {
      case JsonText.Parsed.Malformed(String reason) -> invalid(reason);
      case JsonText.Parsed.Good(JsonNode value) -> of(value);
    };
  }

  private static Parsed of(JsonNode value) {
    if (!value.isObject() && !value.isBoolean()) {
      return invalid("is no schema: it must be an object");
    }
    String named = value.path("$schema").asText(NEWEST);
    String id = named.endsWith("#") ? named.substring(0, named.length() - 1) : named;
    Supplier<Dialect> dialect = DIALECTS.get(id);
    if (dialect == null) {
      return invalid(
          "has a $schema that is not known; give " + NEWEST + ", draft 2019-09, 7, 6 or 4");
    }
    List<String> problems = new ArrayList<>(SchemaForm.problems(value));
    metaschema(id).validate(value).stream()
        .limit(4)
        .map(error -> Violation.at(error.getInstanceLocation().toString(), error.getKeyword()))
        .map(broken -> "is no schema at " + broken)
        .forEach(problems::add);
    if (!problems.isEmpty()) {
      return new Parsed.Invalid(problems.stream().distinct().toList());
    }
    try {
      Schema schema = registry(dialect.get()).getSchema(SchemaLocation.DOCUMENT, value);
      schema.initializeValidators();
      return new Parsed.Valid(new CompiledSchema(schema, Weights.of(value)));
    } catch (SchemaException | IllegalArgumentException e) {
      return invalid("cannot be used: " + e.getMessage());
    }
  }

  private static Parsed invalid(String problem) {
    return new Parsed.Invalid(List.of(problem));
  }

  private static Schema metaschema(String id) {
    return METASCHEMAS.getSchema(SchemaLocation.of(id));
  }

  private static SchemaRegistry registry(Dialect asked) {
    Dialect.Builder counted =
        Dialect.builder(asked)
            .keyword(new DistinctItems())
            .keyword(new WholeValues(KeywordType.ENUM));
    if (asked.getKeywords().containsKey(KeywordType.CONST.getValue())) {
      counted.keyword(new WholeValues(KeywordType.CONST));
    }
    return SchemaRegistry.withDialect(
        counted.build(),
        registry ->
            registry
                .schemaLoader(loader -> loader.allow(nothing -> false))
                .schemaRegistryConfig(
                    SchemaRegistryConfig.builder()
                        .regularExpressionFactory(new LinearPatterns())
                        .formatAssertionsEnabled(false)
                        .losslessNarrowing(true)
                        .pathType(PathType.JSON_POINTER)
                        .build()));
  }

  /** How many steps a body of this size may take at most. */
  public static long steps(int bytes) {
    return LEAST_STEPS + STEPS_PER_BYTE * bytes;
  }

  /**
   * What is wrong with a body; empty if nothing is.
   *
   * @throws TooCostly if that takes more steps
   */
  public List<Violation> violations(JsonNode body, long steps) {
    Effort effort = new Effort(steps, weights);
    ScopedValue.where(Effort.CURRENT, effort).run(() -> schema.validate(effort, body));
    return effort.getErrors().stream().map(CompiledSchema::violation).distinct().toList();
  }

  private static Violation violation(Error error) {
    return Violation.at(error.getInstanceLocation().toString(), error.getKeyword());
  }
}
