package dev.sluice.dataplane.admin;

import dev.sluice.dataplane.observe.log.JsonBuffer;
import dev.sluice.dataplane.upstream.BalancingView;
import dev.sluice.snapshot.Timeout;
import dev.sluice.snapshot.ZonePreference;

/** How the endpoints of a backend are chosen. */
final class BalancingJson {
  private BalancingJson() {}

  static void write(JsonBuffer out, BalancingView balancing) {
    out.name("loadBalancer").beginObject().name("type").string(balancing.type());
    if (balancing.policy().slowStart() instanceof Timeout.After(long millis)) {
      out.name("slowStartMillis").number(millis);
    }
    if (balancing.policy().zones() instanceof ZonePreference.OwnZoneFirst(int least)) {
      out.name("minEndpointsInZone").number(least);
      out.name("requestsInZone").number(balancing.ownZone());
      out.name("requestsToOtherZones").number(balancing.otherZone());
    }
    out.name("panicThreshold").number(balancing.policy().panicPercent());
    out.name("panic").bool(balancing.panic());
    out.name("failovers").number(balancing.failovers()).endObject();
  }
}
