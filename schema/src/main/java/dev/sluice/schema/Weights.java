package dev.sluice.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * How many steps a keyword takes by itself: lists of names are walked for each object. Schemas
 * within it count when they are asked.
 */
final class Weights {
  private static final int LIGHT = 8;

  private final Map<JsonNode, Long> heavy = new IdentityHashMap<>();

  private Weights() {}

  static Weights of(JsonNode schema) {
    Weights weights = new Weights();
    weights.weigh(schema);
    return weights;
  }

  private long weigh(JsonNode node) {
    long entries = 1;
    for (JsonNode child : node) {
      long inside = weigh(child);
      entries += child.isArray() ? inside : 1;
    }
    if (entries > LIGHT) {
      heavy.put(node, entries / LIGHT);
    }
    return entries;
  }

  long steps(JsonNode said) {
    Long weight = heavy.isEmpty() ? null : heavy.get(said);
    return weight == null ? 1 : 1 + weight;
  }
}
