package dev.sluice.cli.explain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.cli.words.LimitWords;
import dev.sluice.cli.words.Shares;
import dev.sluice.matching.DescribedRequest;
import dev.sluice.matching.MatchExplanation;
import dev.sluice.matching.NearMiss;
import dev.sluice.matching.RouteCandidate;
import dev.sluice.matching.RouteMatching;
import dev.sluice.snapshot.EffectivePolicy;
import dev.sluice.snapshot.ObjectKey;
import java.util.List;

/** An {@link Explanation} for scripts. */
public final class ExplanationJson {
  private ExplanationJson() {}

  public static ObjectNode of(Explanation explanation, int misses) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    key(json.putObject("dataPlane"), explanation.dataPlane());
    switch (explanation.asked()) {
      case AskedRequest.Refused refused -> {
        json.put("outcome", "Refused");
        json.put("status", refused.kind().status());
        json.put("reason", refused.kind().name());
        json.put("detail", refused.detail());
      }
      case AskedRequest.Admitted admitted ->
          explanation
              .matching()
              .ifPresent(found -> matching(json, explanation, found, admitted, misses));
    }
    return json;
  }

  private static void matching(
      ObjectNode json,
      Explanation explanation,
      MatchExplanation matching,
      AskedRequest.Admitted admitted,
      int misses) {
    outcome(json, matching.outcome());
    DescribedRequest request = admitted.request();
    ObjectNode asked = json.putObject("request");
    asked.put("method", request.method());
    asked.put("host", request.host());
    asked.put("path", request.path());
    asked.put("query", request.query());
    strings(asked.putArray("removedHeaders"), admitted.removed());
    explanation.taken().ifPresent(taken -> taken(json.putObject("taken"), taken));
    ArrayNode others = json.putArray("alsoHold");
    matching.alsoHold().stream().limit(misses).forEach(other -> rule(others.addObject(), other));
    ArrayNode near = json.putArray("nearMisses");
    matching.misses().stream().limit(misses).forEach(miss -> miss(near.addObject(), miss, request));
  }

  private static void outcome(ObjectNode json, RouteMatching outcome) {
    switch (outcome) {
      case RouteMatching.Matched matched -> json.put("outcome", "Matched");
      case RouteMatching.NotFound notFound -> {
        json.put("outcome", "NotFound");
        json.put("status", 404);
      }
      case RouteMatching.MethodNotAllowed(var allow) -> {
        json.put("outcome", "MethodNotAllowed");
        json.put("status", 405);
        strings(json.putArray("allow"), List.copyOf(allow));
      }
    }
  }

  private static void taken(ObjectNode json, TakenRule taken) {
    rule(json, taken.candidate());
    ArrayNode conditions = json.putArray("matched");
    taken.conditions().forEach(condition -> conditions.add(condition.text()));
    json.put("action", taken.action());
    taken.asked().ifPresent(asked -> json.put("asks", asked));
    ArrayNode backends = json.putArray("backends");
    for (Shares.Share share : taken.shares()) {
      ObjectNode each = backends.addObject();
      each.put("percent", share.percent());
      each.put("name", share.name());
    }
    strings(json.putArray("filters"), taken.filters());
    strings(json.putArray("handlers"), taken.chain());
    taken.forwarded().ifPresent(forwarded -> forwarded(json.putObject("backendSees"), forwarded));
    ArrayNode limits = json.putArray("limits");
    taken.limits().forEach(met -> limit(limits.addObject(), met));
    ArrayNode policies = json.putArray("policies");
    for (EffectivePolicy policy : taken.policies()) {
      ObjectNode each = policies.addObject();
      each.put("name", policy.policy());
      each.put("value", policy.value());
      policy
          .origin()
          .ifPresent(
              origin -> {
                ObjectNode from = each.putObject("origin");
                from.put("kind", origin.kind());
                key(from, origin.object());
                from.put("field", origin.field());
              });
    }
  }

  private static void limit(ObjectNode json, MetLimit met) {
    key(json.putObject("policy"), met.policy());
    json.put("name", met.limit().name());
    json.put("target", met.target());
    json.put("amount", LimitWords.usual(met.limit().allowance()));
    json.put("tiers", LimitWords.tiers(met.limit().allowance()));
    met.tier().ifPresent(tier -> json.put("tier", tier));
    json.put("cost", LimitWords.cost(met.limit().allowance()));
    json.put("key", LimitWords.key(met.limit().key()));
    json.put("counterScope", met.limit().perRoute() ? "Route" : "Policy");
    json.put("store", LimitWords.store(met.limit().store()));
    json.put("mode", met.shadow() ? "Shadow" : "Enforce");
    json.put("applies", met.applies());
    strings(json.putArray("notes"), met.notes());
    strings(json.putArray("provided"), met.provided());
    strings(json.putArray("whyNot"), met.whyNot());
  }

  private static void forwarded(ObjectNode json, ForwardedRequest request) {
    json.put("method", request.method());
    json.put("target", request.target());
    json.put("host", request.host());
    ObjectNode headers = json.putObject("headers");
    request.headers().forEach((name, values) -> strings(headers.putArray(name), values));
  }

  private static void miss(ObjectNode json, NearMiss miss, DescribedRequest request) {
    rule(json, miss.candidate());
    ArrayNode failed = json.putArray("failed");
    miss.failing()
        .forEach(
            condition -> {
              ObjectNode each = failed.addObject();
              each.put("wanted", condition.text());
              each.put("found", condition.found(request));
            });
  }

  private static void rule(ObjectNode json, RouteCandidate candidate) {
    key(json.putObject("route"), candidate.route().route());
    json.put("rule", candidate.route().rules().get(candidate.ruleIndex()).name());
    json.put("ruleIndex", candidate.ruleIndex());
  }

  private static void key(ObjectNode json, ObjectKey key) {
    json.put("namespace", key.namespace());
    json.put("name", key.name());
  }

  private static void strings(ArrayNode json, List<String> texts) {
    texts.forEach(json::add);
  }
}
