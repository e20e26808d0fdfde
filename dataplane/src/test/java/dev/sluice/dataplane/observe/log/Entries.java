package dev.sluice.dataplane.observe.log;

import dev.sluice.dataplane.observe.log.AccessEntry.Stages;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.ObjectKey;
import java.nio.charset.StandardCharsets;

/** Access-log entries for tests. */
final class Entries {
  private Entries() {}

  static AccessEntry entry(String path, String query) {
    return entry("request-1", path, query, "agent");
  }

  static AccessEntry entry(String requestId, String path, String query, String agent) {
    return new AccessEntry(
        1_767_225_600_007L,
        1_234_567,
        requestId,
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "203.0.113.9",
        "10.0.0.1",
        "GET",
        "shop.example.com",
        path,
        "",
        query,
        "HTTP/1.1",
        agent,
        504,
        FailureKind.UPSTREAM_TIMEOUT,
        "after 5 s",
        new ObjectKey("shop", "orders"),
        "list",
        "idp",
        "jane",
        "",
        "",
        new ObjectKey("shop", "orders-backend"),
        new Endpoint("fd00::7", 8080),
        2,
        11,
        22,
        false,
        false,
        false,
        false,
        new Stages(1_000, 2_000_000, 3_000, Stages.NEVER, Stages.NEVER));
  }

  /** A request that no rule took. */
  static AccessEntry unrouted() {
    return new AccessEntry(
        0,
        1_000,
        "r",
        "",
        "",
        "",
        "GET",
        "",
        "/",
        "",
        "",
        "HTTP/1.1",
        "",
        404,
        FailureKind.NO_ROUTE,
        "",
        null,
        "",
        "",
        "",
        "",
        "",
        null,
        null,
        0,
        0,
        0,
        false,
        false,
        false,
        false,
        new Stages(-1, -1, -1, -1, -1));
  }

  static String line(AccessEntry entry) {
    JsonBuffer out = new JsonBuffer(16);
    AccessLine.write(entry, out);
    return new String(out.toByteArray(), StandardCharsets.UTF_8);
  }
}
