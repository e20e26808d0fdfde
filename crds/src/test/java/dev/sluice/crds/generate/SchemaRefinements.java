package dev.sluice.crds.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What annotations cannot say: list-map keys, required members of conditions, widths of integers.
 * Everything else belongs on the resource types.
 */
final class SchemaRefinements {
  /** Lists by path below the root schema whose entries are told apart by these members. */
  private static final Map<String, List<String>> LIST_KEYS =
      Map.of(
          "spec.listeners", List.of("name"),
          "spec.target.static", List.of("address", "port"),
          "spec.rules.filters.requestHeaderModifier.set", List.of("name"),
          "status.dataPlanes", List.of("namespace", "name"));

  /** Lists whose entries are plain values, each at most once. */
  private static final Set<String> SETS = Set.of("spec.hostnames");

  private static final Set<String> LONGS =
      Set.of("observedGeneration", "terminationGracePeriodSeconds", "tolerationSeconds");

  /** The generator sorts columns by path; people read what it is, how it is, and how old. */
  private static final List<String> COLUMNS =
      List.of(
          "Hostnames",
          "Service",
          "Mode",
          "Ready",
          "Reason",
          "Replicas",
          "Acknowledged",
          "Version",
          "Age");

  /** A status is ours to write, but what it may hold stays bounded all the same. */
  private static final int MAX_CONDITIONS = 16;

  private SchemaRefinements() {}

  static void refine(ObjectNode definition) {
    ObjectNode root = ResourceDefinitions.schema(definition);
    // Without it an object with no spec at all would pass, whatever the spec requires.
    root.putArray("required").add("spec");
    orderColumns((ArrayNode) definition.at("/spec/versions/0/additionalPrinterColumns"));
    ObjectNode properties = (ObjectNode) root.path("properties");
    properties.properties().forEach(p -> visit((ObjectNode) p.getValue(), p.getKey(), p.getKey()));
  }

  private static void orderColumns(ArrayNode columns) {
    List<JsonNode> sorted = new ArrayList<>();
    columns.forEach(sorted::add);
    sorted.sort(Comparator.comparingInt(c -> COLUMNS.indexOf(c.path("name").asText())));
    columns.removeAll();
    sorted.forEach(columns::add);
  }

  private static void visit(ObjectNode schema, String path, String name) {
    wholeNumbers(schema, name);
    oneOfEachRule(schema);
    if (isLabelSelector(schema)) {
      labelSelector(schema);
    }
    if (name.equals("conditions")) {
      conditions(schema);
      return;
    }
    if (schema.path("type").asText().equals("array")) {
      List<String> keys = LIST_KEYS.get(path);
      if (keys != null) {
        listMap(schema, keys);
      }
      if (SETS.contains(path)) {
        schema.put("x-kubernetes-list-type", "set");
      }
    }
    schema
        .path("properties")
        .properties()
        .forEach(p -> visit((ObjectNode) p.getValue(), path + "." + p.getKey(), p.getKey()));
    if (schema.path("items") instanceof ObjectNode items) {
      visit(items, path, "");
    }
    if (schema.path("additionalProperties") instanceof ObjectNode values) {
      visit(values, path, "");
    }
  }

  /** The generator writes bounds of integers as 1.0, and leaves their width open. */
  private static void wholeNumbers(ObjectNode schema, String name) {
    if (!schema.path("type").asText().equals("integer")) {
      return;
    }
    for (String bound : List.of("minimum", "maximum")) {
      if (schema.has(bound)) {
        schema.put(bound, schema.get(bound).asLong());
      }
    }
    schema.put("format", LONGS.contains(name) ? "int64" : "int32");
  }

  /** A rule on a record component arrives once from the component and once from its accessor. */
  private static void oneOfEachRule(ObjectNode schema) {
    if (schema.path("x-kubernetes-validations") instanceof ArrayNode rules) {
      Set<JsonNode> distinct = new LinkedHashSet<>();
      rules.forEach(distinct::add);
      rules.removeAll();
      distinct.forEach(rules::add);
    }
  }

  private static void listMap(ObjectNode schema, List<String> keys) {
    schema.put("x-kubernetes-list-type", "map");
    ArrayNode mapKeys = schema.putArray("x-kubernetes-list-map-keys");
    keys.forEach(mapKeys::add);
    ObjectNode items = (ObjectNode) schema.get("items");
    Set<String> required = new LinkedHashSet<>();
    items.path("required").forEach(r -> required.add(r.asText()));
    required.addAll(keys);
    ArrayNode array = items.putArray("required");
    required.forEach(array::add);
  }

  private static boolean isLabelSelector(ObjectNode schema) {
    return schema.path("properties").has("matchExpressions")
        && schema.path("properties").has("matchLabels");
  }

  private static void labelSelector(ObjectNode schema) {
    ObjectNode expressions = (ObjectNode) schema.at("/properties/matchExpressions");
    expressions.put("maxItems", 32);
    ObjectNode expression = (ObjectNode) expressions.get("items");
    expression.putArray("required").add("key").add("operator");
    ObjectNode operator = (ObjectNode) expression.at("/properties/operator");
    operator.putArray("enum").add("In").add("NotIn").add("Exists").add("DoesNotExist");
    ((ObjectNode) expression.at("/properties/values")).put("maxItems", 64);
    ((ObjectNode) schema.at("/properties/matchLabels")).put("maxProperties", 64);
  }

  /** As metav1.Condition has it. */
  private static void conditions(ObjectNode schema) {
    listMap(schema, List.of("type"));
    schema.put("maxItems", MAX_CONDITIONS);
    ObjectNode items = (ObjectNode) schema.get("items");
    items
        .putArray("required")
        .add("lastTransitionTime")
        .add("message")
        .add("reason")
        .add("status")
        .add("type");
    ObjectNode members = (ObjectNode) items.get("properties");
    ((ObjectNode) members.get("lastTransitionTime")).put("format", "date-time");
    ((ObjectNode) members.get("message")).put("maxLength", 32768);
    ((ObjectNode) members.get("observedGeneration")).put("format", "int64").put("minimum", 0);
    ((ObjectNode) members.get("reason"))
        .put("maxLength", 1024)
        .put("minLength", 1)
        .put("pattern", "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$");
    ((ObjectNode) members.get("status")).putArray("enum").add("True").add("False").add("Unknown");
    ((ObjectNode) members.get("type")).put("maxLength", 316).put("minLength", 1);
  }

  /** Paths of the lists that the tables above name, so that a test can tell a stale one. */
  static Set<String> namedLists() {
    Set<String> paths = new TreeSet<>(LIST_KEYS.keySet());
    paths.addAll(SETS);
    return paths;
  }
}
