package dev.sluice.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.keyword.Keyword;
import com.networknt.schema.keyword.KeywordType;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.path.NodePath;

/** {@code enum} and {@code const}, which look at all of a value at once: it counts by its size. */
record WholeValues(KeywordType keyword) implements Keyword {
  @Override
  public String getValue() {
    return keyword.getValue();
  }

  @Override
  public KeywordValidator newValidator(
      SchemaLocation location, JsonNode value, Schema parent, SchemaContext context) {
    return new Charged(keyword.newValidator(location, value, parent, context));
  }

  private record Charged(KeywordValidator judge) implements KeywordValidator {
    @Override
    public SchemaLocation getSchemaLocation() {
      return judge.getSchemaLocation();
    }

    @Override
    public String getKeyword() {
      return judge.getKeyword();
    }

    @Override
    public void validate(
        ExecutionContext effort, JsonNode node, JsonNode root, NodePath instanceLocation) {
      if (node.isContainerNode() && effort instanceof Effort counted) {
        charge(node, counted);
      }
      judge.validate(effort, node, root, instanceLocation);
    }

    private static void charge(JsonNode node, Effort effort) {
      effort.spend(1);
      for (JsonNode child : node) {
        charge(child, effort);
      }
    }
  }
}
