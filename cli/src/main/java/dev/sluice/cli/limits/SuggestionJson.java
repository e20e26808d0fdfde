package dev.sluice.cli.limits;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The same for scripts. */
public final class SuggestionJson {
  private SuggestionJson() {}

  public static ArrayNode of(List<Seen> all) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    all.forEach(seen -> write(seen, array.addObject()));
    return array;
  }

  private static void write(Seen seen, ObjectNode json) {
    json.put("policy", seen.name().policy()).put("limit", seen.name().limit());
    json.put("tier", seen.name().tier()).put("windowMillis", seen.name().millis());
    json.put("mode", seen.shape().mode()).put("store", seen.shape().store());
    json.put("allowed", seen.allowed()).put("refused", seen.refused());
    json.put("windows", seen.windows());
    ObjectNode peak = json.putObject("peak");
    peak.put("p50", seen.quantile(0.5));
    peak.put("p99", seen.quantile(0.99));
    peak.put("max", seen.quantile(1));
    ArrayNode keys = json.putArray("topKeys");
    seen.heavy()
        .forEach(each -> keys.addObject().put("key", each.key()).put("refused", each.refused()));
    ArrayNode suggestions = json.putArray("suggestions");
    for (Suggestion each : Suggestion.of(seen)) {
      ObjectNode suggestion = suggestions.addObject();
      suggestion.put("refuses", each.refused()).put("requests", each.requests());
      suggestion.put("burst", each.burst()).put("per", each.per());
    }
  }
}
