package dev.sluice.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.keyword.BaseKeywordValidator;
import com.networknt.schema.keyword.Keyword;
import com.networknt.schema.keyword.KeywordType;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.path.NodePath;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;

/**
 * {@code uniqueItems} over texts. The library compares by hashes of values that a client can make
 * all alike, so that each is compared with all; texts alike in their hash are found by their order.
 */
final class DistinctItems implements Keyword {
  @Override
  public String getValue() {
    return KeywordType.UNIQUE_ITEMS.getValue();
  }

  @Override
  public KeywordValidator newValidator(
      SchemaLocation location, JsonNode value, Schema parent, SchemaContext context) {
    return new Distinct(this, location, value, parent, context);
  }

  private static final class Distinct extends BaseKeywordValidator {
    private final boolean asked;

    Distinct(
        Keyword keyword,
        SchemaLocation location,
        JsonNode value,
        Schema parent,
        SchemaContext context) {
      super(keyword, value, location, parent, context);
      asked = value.booleanValue();
    }

    @Override
    public void validate(
        ExecutionContext effort, JsonNode node, JsonNode root, NodePath instanceLocation) {
      if (asked && node.isArray() && !areDistinct(node)) {
        effort.addError(
            error()
                .instanceNode(node)
                .instanceLocation(instanceLocation)
                .evaluationPath(effort.getEvaluationPath())
                .build());
      }
    }

    private static boolean areDistinct(JsonNode items) {
      Set<String> seen = new HashSet<>();
      for (JsonNode item : items) {
        StringBuilder text = new StringBuilder();
        write(item, text);
        if (Effort.CURRENT.isBound()) {
          Effort.CURRENT.get().spend(1 + text.length() / 16);
        }
        if (!seen.add(text.toString())) {
          return false;
        }
      }
      return true;
    }

    /** The same text for the same value: numbers by what they are, objects by name. */
    private static void write(JsonNode node, StringBuilder out) {
      if (node.isNumber()) {
        out.append(node.decimalValue().stripTrailingZeros());
      } else if (node.isArray()) {
        out.append('[');
        for (JsonNode item : node) {
          write(item, out);
          out.append(',');
        }
        out.append(']');
      } else if (node.isObject()) {
        TreeMap<String, JsonNode> sorted = new TreeMap<>();
        node.properties().forEach(each -> sorted.put(each.getKey(), each.getValue()));
        out.append('{');
        sorted.forEach(
            (name, value) -> {
              out.append(name.length()).append(':').append(name);
              write(value, out);
              out.append(',');
            });
        out.append('}');
      } else if (node.isTextual()) {
        out.append('"').append(node.textValue().length()).append(':').append(node.textValue());
      } else {
        out.append(node.asText());
      }
    }
  }
}
