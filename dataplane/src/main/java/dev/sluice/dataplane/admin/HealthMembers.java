package dev.sluice.dataplane.admin;

import dev.sluice.dataplane.observe.log.JsonBuffer;
import dev.sluice.dataplane.upstream.health.HealthView;
import dev.sluice.dataplane.upstream.health.LastCheck;

/** The health of an endpoint as members of its JSON object. */
final class HealthMembers {
  private HealthMembers() {}

  static void write(JsonBuffer out, HealthView health) {
    out.name("state").string(health.state().label());
    out.name("available").bool(health.available());
    out.name("since").string(health.since().toString());
    out.name("reason").string(health.reason());
    health.ejectedUntil().ifPresent(until -> out.name("ejectedUntil").string(until.toString()));
    health.lastCheck().ifPresent(check -> check(out.name("lastCheck"), check));
  }

  private static void check(JsonBuffer out, LastCheck check) {
    out.beginObject();
    out.name("at").string(check.at().toString());
    out.name("outcome").string(check.outcome().label());
    out.name("detail").string(check.detail());
    out.name("tookMillis").number(check.tookMillis());
    out.endObject();
  }
}
