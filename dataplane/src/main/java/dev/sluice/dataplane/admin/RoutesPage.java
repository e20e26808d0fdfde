package dev.sluice.dataplane.admin;

import dev.sluice.dataplane.observe.log.JsonBuffer;
import dev.sluice.snapshot.EffectivePolicy;
import dev.sluice.snapshot.PolicyOrigin;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;

/** The rules in force, and for each policy of theirs the value and who said so. */
final class RoutesPage {
  private final AdminView view;

  RoutesPage(AdminView view) {
    this.view = view;
  }

  Reply show() {
    JsonBuffer out = new JsonBuffer(64 << 10).beginObject().name("routes").beginArray();
    for (RouteSection route : view.routes()) {
      out.beginObject().name("namespace").string(route.route().namespace());
      out.name("name").string(route.route().name()).name("rules").beginArray();
      route.rules().forEach(rule -> rule(out, rule));
      out.endArray().endObject();
    }
    return Reply.json(out.endArray().endObject());
  }

  private static void rule(JsonBuffer out, RouteRule rule) {
    out.beginObject().name("name").string(rule.name()).name("policies").beginArray();
    rule.policies().effective().forEach(policy -> policy(out, policy));
    out.endArray().endObject();
  }

  /** Without an origin it is built in. */
  private static void policy(JsonBuffer out, EffectivePolicy policy) {
    out.beginObject().name("policy").string(policy.policy());
    out.name("value").string(policy.value());
    policy.origin().ifPresent(origin -> origin(out.name("origin"), origin));
    out.endObject();
  }

  private static void origin(JsonBuffer out, PolicyOrigin origin) {
    out.beginObject().name("kind").string(origin.kind());
    out.name("namespace").string(origin.object().namespace());
    out.name("name").string(origin.object().name());
    out.name("field").string(origin.field()).endObject();
  }
}
