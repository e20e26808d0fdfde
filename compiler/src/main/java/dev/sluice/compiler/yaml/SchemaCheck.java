package dev.sluice.compiler.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.compiler.diagnostic.NearestName;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Holds a document against the structural schema of its kind, as the API server does (OpenAPI v3 as
 * CustomResourceDefinitions use it), and finds everything that is wrong at once. Unlike the API
 * server's default it refuses unknown fields, as {@code kubectl --validate=strict} does.
 */
final class SchemaCheck {
  private static final int SHOWN = 60;

  /** More members than these are no help. */
  private static final int NAMED = 8;

  private final YamlDocument document;
  private final List<Problem> problems = new ArrayList<>();
  private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();

  private SchemaCheck(YamlDocument document) {
    this.document = document;
  }

  /**
   * @param schema of the field
   * @param field path of the field, for instance {@code spec}
   */
  static List<Problem> check(YamlDocument document, JsonNode schema, String field, JsonNode value) {
    SchemaCheck check = new SchemaCheck(document);
    check.value(schema, field, value);
    return check.problems;
  }

  private void wrong(String field, String message) {
    problems.add(document.error(field, message));
  }

  private void value(JsonNode schema, String field, JsonNode value) {
    if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
      if (!value.isTextual() && !value.isIntegralNumber()) {
        wrong(field, "is " + kind(value) + "; give a number or a text");
      }
      return;
    }
    switch (schema.path("type").asText()) {
      case "object" -> object(schema, field, value);
      case "array" -> array(schema, field, value);
      case "string" -> string(schema, field, value);
      case "integer" -> {
        if (value.isIntegralNumber()) {
          range(schema, field, value);
        } else {
          wrong(field, "is " + kind(value) + "; give a whole number");
        }
      }
      case "number" -> {
        if (value.isNumber()) {
          range(schema, field, value);
        } else {
          wrong(field, "is " + kind(value) + "; give a number");
        }
      }
      case "boolean" -> {
        if (!value.isBoolean()) {
          wrong(field, "is " + kind(value) + "; give true or false");
        }
      }
      default -> {}
    }
  }

  private static String members(Set<String> known) {
    return known.isEmpty() || known.size() > NAMED ? "" : " of " + String.join(", ", known);
  }

  private void object(JsonNode schema, String field, JsonNode value) {
    JsonNode properties = schema.path("properties");
    Set<String> known = new TreeSet<>();
    properties.fieldNames().forEachRemaining(known::add);
    if (!value.isObject()) {
      wrong(field, "is " + kind(value) + "; give a mapping" + members(known));
      return;
    }
    JsonNode additional = schema.path("additionalProperties");
    boolean open =
        schema.path("x-kubernetes-preserve-unknown-fields").asBoolean() || additional.asBoolean();
    value
        .properties()
        .forEach(
            member -> {
              String at = field + "." + member.getKey();
              JsonNode of = properties.path(member.getKey());
              if (of.isObject()) {
                if (!member.getValue().isNull()) {
                  value(of, at, member.getValue());
                }
              } else if (additional.isObject()) {
                value(additional, at, member.getValue());
              } else if (!open) {
                wrong(at, "unknown field; " + NearestName.hint(member.getKey(), known));
              }
            });
    for (JsonNode required : schema.path("required")) {
      if (!value.hasNonNull(required.asText())) {
        wrong(field + "." + required.asText(), "is required; add it");
      }
    }
    bound(field, "maxProperties", "entries", schema, value.size());
  }

  private void array(JsonNode schema, String field, JsonNode value) {
    if (!value.isArray()) {
      wrong(field, "is " + kind(value) + "; give a list");
      return;
    }
    for (int i = 0; i < value.size(); i++) {
      value(schema.path("items"), field + "[" + i + "]", value.get(i));
    }
    bound(field, "maxItems", "entries", schema, value.size());
    bound(field, "minItems", "entries", schema, value.size());
    unique(schema, field, value);
  }

  /** List types {@code map} (unique by keys) and {@code set}. */
  private void unique(JsonNode schema, String field, JsonNode list) {
    String type = schema.path("x-kubernetes-list-type").asText();
    if (!type.equals("map") && !type.equals("set")) {
      return;
    }
    Set<String> seen = new LinkedHashSet<>();
    for (int i = 0; i < list.size(); i++) {
      String identity;
      if (type.equals("set")) {
        identity = list.get(i).toString();
      } else {
        List<String> keys = new ArrayList<>();
        for (JsonNode key : schema.path("x-kubernetes-list-map-keys")) {
          keys.add(key.asText() + " " + list.get(i).path(key.asText()).asText());
        }
        identity = String.join(", ", keys);
      }
      if (!seen.add(identity)) {
        wrong(field + "[" + i + "]", identity + " stands twice in this list; remove one");
      }
    }
  }

  private void string(JsonNode schema, String field, JsonNode value) {
    if (!value.isTextual()) {
      wrong(
          field,
          "is "
              + kind(value)
              + "; give a "
              + (WrittenForm.isDuration(schema.path("pattern").asText())
                  ? "duration such as 15s or 1h30m"
                  : "text, in quotes"));
      return;
    }
    String text = value.asText();
    JsonNode allowed = schema.path("enum");
    if (allowed.isArray()) {
      List<String> names = new ArrayList<>();
      allowed.forEach(each -> names.add(each.asText()));
      if (!names.contains(text)) {
        wrong(field, quoted(text) + " is not one of " + String.join(", ", names));
      }
    }
    int length = text.codePointCount(0, text.length());
    bound(field, "maxLength", "characters", schema, length);
    bound(field, "minLength", "characters", schema, length);
    String pattern = schema.path("pattern").asText();
    if (!pattern.isEmpty() && length <= schema.path("maxLength").asInt(Integer.MAX_VALUE)) {
      boolean matches = PATTERNS.computeIfAbsent(pattern, Pattern::compile).matcher(text).find();
      if (!matches) {
        // Of a URL with a user the rest may be a password, which is nobody's business.
        boolean quotable = !(text.contains("://") && text.contains("@"));
        wrong(field, (quotable ? quoted(text) + " " : "") + WrittenForm.wrong(pattern, text));
      }
    }
  }

  private void range(JsonNode schema, String field, JsonNode value) {
    BigDecimal number = value.decimalValue();
    JsonNode minimum = schema.path("minimum");
    JsonNode maximum = schema.path("maximum");
    boolean low = minimum.isNumber() && number.compareTo(minimum.decimalValue()) < 0;
    boolean high = maximum.isNumber() && number.compareTo(maximum.decimalValue()) > 0;
    if (low || high) {
      wrong(
          field,
          number.toPlainString()
              + " lies outside "
              + (minimum.isNumber() ? minimum.asText() : "")
              + " to "
              + (maximum.isNumber() ? maximum.asText() : ""));
    }
  }

  private void bound(String field, String name, String unit, JsonNode schema, int actual) {
    JsonNode bound = schema.path(name);
    if (bound.isNumber()) {
      if (name.startsWith("max") && actual > bound.asInt()) {
        wrong(field, "has " + actual + " " + unit + "; at most " + bound.asInt() + " are allowed");
      } else if (name.startsWith("min") && actual < bound.asInt()) {
        wrong(field, "has " + actual + " " + unit + "; at least " + bound.asInt() + " are needed");
      }
    }
  }

  private static String kind(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "a list";
      case OBJECT -> "a mapping";
      case BOOLEAN -> "a boolean (" + value.asText() + ")";
      case NUMBER -> "a number (" + value.asText() + ")";
      case STRING -> "a text (" + quoted(value.asText()) + ")";
      default -> "empty";
    };
  }

  private static String quoted(String text) {
    StringBuilder shown = new StringBuilder("\"");
    text.codePoints()
        .limit(SHOWN)
        .forEach(
            c -> {
              if (Character.isISOControl(c)) {
                shown.append("\\u").append(String.format("%04x", c));
              } else {
                shown.appendCodePoint(c);
              }
            });
    return shown.append(text.length() > SHOWN ? "…\"" : "\"").toString();
  }
}
