package dev.sluice.crds.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes {@code docs/reference/fields.md}: every field of every kind, one table row each. */
final class FieldReference {
  private static final String INTRODUCTION =
      """
      # Field reference

      Generated from the resource types by `make crds`; do not edit. Group `sluice.dev`, version \
      `v1alpha1`.

      A field in **bold** must be given. "Default" is what holds when the field is absent: the \
      schema itself sets nothing, so an object reads back as it was written. `[]` stands for the \
      entries of a list. Fields that are Kubernetes' own types are named and not repeated here.
      """;

  /** Where Kubernetes' own types begin: what lies below is documented there. */
  private static final Pattern BORROWED =
      Pattern.compile(
          "(affinity|tolerations|topologySpreadConstraints|imagePullSecrets|resources|selector"
              + "|conditions)");

  /** Our descriptions end with the default, in one form. */
  private static final Pattern DEFAULT = Pattern.compile("(?s)^(.*?)\\s*Default: (.*?)\\.?$");

  private final StringBuilder out = new StringBuilder(INTRODUCTION);

  private FieldReference() {}

  static String of(Collection<ObjectNode> definitions) {
    FieldReference reference = new FieldReference();
    definitions.forEach(reference::kind);
    return reference.out.toString();
  }

  /** Whether the field at a path such as {@code spec.deployment.resources.limits} is our own. */
  static boolean isOurs(String path) {
    String[] names = path.split("\\.", -1);
    for (int i = 0; i < names.length - 1; i++) {
      if (BORROWED.matcher(names[i]).matches()) {
        return false;
      }
    }
    return true;
  }

  private void kind(ObjectNode definition) {
    JsonNode names = definition.at("/spec/names");
    out.append("\n## ").append(names.path("kind").asText()).append("\n\n");
    out.append("`kubectl get ").append(names.path("plural").asText()).append("`, short name `");
    out.append(names.path("shortNames").path(0).asText()).append("`.\n");
    ObjectNode schema = ResourceDefinitions.schema(definition);
    schema
        .path("x-kubernetes-validations")
        .forEach(r -> out.append('\n').append(r.path("message").asText()).append(".\n"));
    for (String part : List.of("spec", "status")) {
      out.append("\n### ").append(names.path("kind").asText()).append(" `").append(part);
      out.append("`\n\n| field | type | default | bounds | what it is |\n");
      out.append("| --- | --- | --- | --- | --- |\n");
      members(schema.at("/properties/" + part), part);
      rules(schema.at("/properties/" + part), part);
    }
  }

  private void members(JsonNode object, String path) {
    Set<String> required = new HashSet<>();
    object.path("required").forEach(r -> required.add(r.asText()));
    object
        .path("properties")
        .properties()
        .forEach(p -> field(path + "." + p.getKey(), p.getValue(), required.contains(p.getKey())));
  }

  private void field(String path, JsonNode schema, boolean required) {
    boolean list = schema.path("type").asText().equals("array");
    String name = list ? path + "[]" : path;
    String description = schema.path("description").asText();
    Matcher split = DEFAULT.matcher(description);
    boolean hasDefault = split.matches();
    out.append("| ").append(required ? "**`" + name + "`**" : "`" + name + "`");
    out.append(" | ").append(type(schema));
    out.append(" | ").append(hasDefault ? cell(split.group(2)) : "");
    out.append(" | ").append(bounds(schema));
    out.append(" | ").append(cell(hasDefault ? split.group(1) : description)).append(" |\n");
    if (BORROWED.matcher(path.substring(path.lastIndexOf('.') + 1)).matches()) {
      return;
    }
    members(list ? schema.path("items") : schema, name);
  }

  /** The rules that span several fields, below the table of their part. */
  private void rules(JsonNode part, String path) {
    List<String> rules = new ArrayList<>();
    collectRules(part, path, rules);
    if (!rules.isEmpty()) {
      out.append("\nThe API server also checks:\n\n");
      rules.forEach(rule -> out.append("* ").append(rule).append('\n'));
    }
  }

  private static void collectRules(JsonNode schema, String path, List<String> into) {
    schema
        .path("x-kubernetes-validations")
        .forEach(r -> into.add("`" + path + "`: " + cell(r.path("message").asText())));
    schema
        .path("properties")
        .properties()
        .forEach(p -> collectRules(p.getValue(), path + "." + p.getKey(), into));
    if (schema.has("items")) {
      collectRules(schema.get("items"), path + "[]", into);
    }
  }

  private static String type(JsonNode schema) {
    if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
      return "quantity";
    }
    String type = schema.path("type").asText();
    if (type.equals("array")) {
      return "list of " + type(schema.path("items"));
    }
    if (schema.has("additionalProperties")) {
      return "map of " + type(schema.path("additionalProperties"));
    }
    if (schema.has("enum")) {
      List<String> values = new ArrayList<>();
      schema.path("enum").forEach(v -> values.add("`" + v.asText() + "`"));
      return String.join(", ", values);
    }
    return type;
  }

  private static String bounds(JsonNode schema) {
    List<String> parts = new ArrayList<>();
    range(parts, schema, "minimum", "maximum", "");
    range(parts, schema, "minLength", "maxLength", " characters");
    range(parts, schema, "minItems", "maxItems", " entries");
    range(parts, schema, "minProperties", "maxProperties", " entries");
    if (schema.has("pattern")) {
      parts.add("`" + cell(schema.get("pattern").asText()) + "`");
    }
    JsonNode items = schema.path("items");
    if (items.has("pattern") || items.has("maxLength")) {
      parts.add("each " + bounds(items));
    }
    return String.join("; ", parts);
  }

  private static void range(
      List<String> parts, JsonNode schema, String low, String high, String unit) {
    if (schema.has(low) && schema.has(high)) {
      parts.add(schema.get(low).asText() + " to " + schema.get(high).asText() + unit);
    } else if (schema.has(high)) {
      parts.add("at most " + schema.get(high).asText() + unit);
    } else if (schema.has(low)) {
      parts.add("at least " + schema.get(low).asText() + unit);
    }
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
