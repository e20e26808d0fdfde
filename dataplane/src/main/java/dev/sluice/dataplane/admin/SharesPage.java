package dev.sluice.dataplane.admin;

import dev.sluice.dataplane.limit.quota.QuotaView;
import dev.sluice.dataplane.observe.log.JsonBuffer;

/** Limits that replicas share without a store: what this one has of them, and for how long. */
final class SharesPage {
  private static final int MOST = 100;

  private SharesPage() {}

  static Reply of(QuotaView view) {
    JsonBuffer out = new JsonBuffer(4 << 10).beginObject();
    out.name("replicas").number(view.replicas()).name("rank").number(view.rank());
    out.name("leased").bool(view.leased()).name("leaseMillis").number(view.untilMillis());
    out.name("counters").number(view.shares().size()).name("shares").beginArray();
    view.shares().stream().limit(MOST).forEach(share -> write(out, share));
    return Reply.json(out.endArray().endObject());
  }

  private static void write(JsonBuffer out, QuotaView.ShareView share) {
    out.beginObject().name("limit").string(share.limit());
    out.name("key").string(share.key().toString());
    out.name("whole").number(share.whole()).name("part").number(share.part());
    out.name("used").number(share.used());
    out.name("wantedPerMinute").number(Math.round(share.wantedPerSecond() * 60));
    out.endObject();
  }
}
