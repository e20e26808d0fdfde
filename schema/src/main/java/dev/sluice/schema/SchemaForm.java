package dev.sluice.schema;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.matching.SearchPattern;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a metaschema does not say of a schema: that all it refers to is in it, that it does not
 * refer to itself for one and the same value, and that its patterns are safe.
 */
final class SchemaForm {
  /** Instructions of all patterns together. */
  private static final int MAX_PATTERNS = 20_000;

  private static final Set<String> DATA = Set.of("const", "enum", "default", "examples", "example");
  private static final Set<String> BY_NAME =
      Set.of(
          "properties",
          "patternProperties",
          "$defs",
          "definitions",
          "dependentSchemas",
          "dependencies");

  /** Keywords whose schemas are asked about the same value. */
  private static final Set<String> IN_PLACE =
      Set.of("allOf", "anyOf", "oneOf", "not", "if", "then", "else");

  private static final Set<String> REFERENCES = Set.of("$ref", "$dynamicRef", "$recursiveRef");

  private final JsonNode root;
  private final List<String> problems = new ArrayList<>();
  private final Map<String, JsonNode> anchors = new HashMap<>();
  private final List<Reference> references = new ArrayList<>();
  private final Map<JsonNode, List<JsonNode>> samePlace = new IdentityHashMap<>();
  private long patterns;

  private record Reference(JsonNode from, String to, String at) {}

  private SchemaForm(JsonNode root) {
    this.root = root;
  }

  /** What is wrong with it, each to be read after the schema's name; empty if nothing is. */
  static List<String> problems(JsonNode schema) {
    SchemaForm form = new SchemaForm(schema);
    form.schema(schema, "");
    form.follow();
    if (form.problems.isEmpty() && form.circles()) {
      form.problems.add("refers to itself for one and the same value, and so comes to no end");
    }
    return form.problems;
  }

  private void schema(JsonNode schema, String at) {
    if (!schema.isObject()) {
      return;
    }
    for (Map.Entry<String, JsonNode> each : schema.properties()) {
      String keyword = each.getKey();
      JsonNode said = each.getValue();
      String place = at + "/" + keyword;
      if (REFERENCES.contains(keyword) && said.isTextual()) {
        references.add(new Reference(schema, said.textValue(), place));
      } else if (keyword.equals("$anchor") || keyword.equals("$dynamicAnchor")) {
        anchors.put("#" + said.asText(), schema);
      } else if (isId(keyword) && said.isTextual()) {
        id(said.textValue(), at, place, schema);
      } else if (keyword.equals("pattern") && said.isTextual()) {
        pattern(said.textValue(), place);
      } else if (!DATA.contains(keyword)) {
        inside(schema, keyword, said, place);
      }
    }
  }

  private static boolean isId(String keyword) {
    return keyword.equals("$id") || keyword.equals("id");
  }

  private void id(String id, String at, String place, JsonNode schema) {
    if (id.startsWith("#")) {
      anchors.put(id, schema);
    } else if (!at.isEmpty()) {
      problems.add("has an $id within at " + place + "; only the whole schema may have one");
    }
  }

  private void inside(JsonNode schema, String keyword, JsonNode said, String place) {
    if (BY_NAME.contains(keyword) && said.isObject()) {
      for (Map.Entry<String, JsonNode> named : said.properties()) {
        if (keyword.equals("patternProperties")) {
          pattern(named.getKey(), place);
        }
        if (keyword.equals("dependentSchemas") || keyword.equals("dependencies")) {
          same(schema, named.getValue());
        }
        schema(named.getValue(), place + "/" + named.getKey());
      }
    } else if (said.isObject()) {
      if (IN_PLACE.contains(keyword)) {
        same(schema, said);
      }
      schema(said, place);
    } else if (said.isArray()) {
      for (int i = 0; i < said.size(); i++) {
        if (IN_PLACE.contains(keyword)) {
          same(schema, said.get(i));
        }
        schema(said.get(i), place + "/" + i);
      }
    }
  }

  private void pattern(String written, String place) {
    switch (SearchPattern.parse(written)) {
      case SearchPattern.Parsed.Invalid(String cause) ->
          problems.add("has a pattern at " + place + " that " + cause);
      case SearchPattern.Parsed.Valid(SearchPattern pattern) -> {
        patterns += pattern.size();
        if (patterns > MAX_PATTERNS && patterns - pattern.size() <= MAX_PATTERNS) {
          problems.add("has patterns that are too large together; repeat less in them");
        }
      }
    }
  }

  private void follow() {
    for (Reference reference : references) {
      String to = reference.to();
      if (!to.startsWith("#")) {
        problems.add(
            "refers to another schema at "
                + reference.at()
                + ", and none is ever fetched; put it under $defs and refer to #/$defs/NAME");
        continue;
      }
      JsonNode target = target(to);
      if (target == null) {
        problems.add("refers at " + reference.at() + " to a place that it does not have");
      } else {
        same(reference.from(), target);
      }
    }
  }

  private @Nullable JsonNode target(String to) {
    if (to.equals("#")) {
      return root;
    }
    if (!to.startsWith("#/")) {
      return anchors.get(to);
    }
    try {
      JsonNode found = root.at(JsonPointer.compile(to.substring(1)));
      return found.isMissingNode() ? null : found;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private void same(JsonNode schema, JsonNode other) {
    samePlace.computeIfAbsent(schema, key -> new ArrayList<>()).add(other);
  }

  /** Whether a schema is asked about a value again while it is being asked about it. */
  private boolean circles() {
    Set<JsonNode> done = Collections.newSetFromMap(new IdentityHashMap<>());
    for (JsonNode start : samePlace.keySet()) {
      if (circlesFrom(start, done)) {
        return true;
      }
    }
    return false;
  }

  private record Visit(JsonNode node, boolean leaving) {}

  private boolean circlesFrom(JsonNode start, Set<JsonNode> done) {
    Set<JsonNode> open = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Visit> stack = new ArrayDeque<>();
    stack.push(new Visit(start, false));
    while (!stack.isEmpty()) {
      Visit visit = stack.pop();
      if (visit.leaving()) {
        open.remove(visit.node());
        done.add(visit.node());
      } else if (open.contains(visit.node())) {
        return true;
      } else if (!done.contains(visit.node())) {
        open.add(visit.node());
        stack.push(new Visit(visit.node(), true));
        for (JsonNode next : samePlace.getOrDefault(visit.node(), List.of())) {
          stack.push(new Visit(next, false));
        }
      }
    }
    return false;
  }
}
