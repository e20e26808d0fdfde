package dev.sluice.dataplane.observe.log;

import org.jspecify.annotations.Nullable;

/** One decision as one line of JSON. A member that has no value is left out. */
final class AuditLine {
  private AuditLine() {}

  static void write(AuditEntry entry, JsonBuffer out) {
    out.beginObject();
    // The first member tells it from an access-log line where both go to standard output.
    out.name("log").string("audit");
    out.name("time").time(entry.millis());
    out.name("outcome")
        .string(
            switch (entry.decision().outcome()) {
              case PASSED -> "Passed";
              case REFUSED -> "Refused";
              case WOULD_REFUSE -> "WouldRefuse";
            });
    object(out, "reason", entry.decision().reason().orElse(null));
    text(out, "detail", entry.decision().detail());
    text(out, "provider", entry.provider());
    text(out, "user", entry.user());
    text(out, "tenant", entry.tenant());
    text(out, "client", entry.client());
    text(out, "method", entry.method());
    text(out, "host", entry.host());
    text(out, "path", entry.path());
    object(out, "route", entry.route());
    text(out, "rule", entry.rule());
    text(out, "requestId", entry.requestId());
    out.endObject().newLine();
  }

  private static void text(JsonBuffer out, String name, String value) {
    if (!value.isEmpty()) {
      out.name(name).string(value);
    }
  }

  private static void object(JsonBuffer out, String name, @Nullable Object value) {
    if (value != null) {
      out.name(name).string(value.toString());
    }
  }
}
