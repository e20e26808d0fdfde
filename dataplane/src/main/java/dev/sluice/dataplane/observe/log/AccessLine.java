package dev.sluice.dataplane.observe.log;

import dev.sluice.dataplane.observe.log.AccessEntry.Stages;
import org.jspecify.annotations.Nullable;

/** One request as one line of JSON. A member that has no value is left out. */
final class AccessLine {
  private AccessLine() {}

  static void write(AccessEntry entry, JsonBuffer out) {
    out.beginObject();
    out.name("time").time(entry.startMillis());
    text(out, "requestId", entry.requestId());
    text(out, "traceId", traceId(entry.traceParent()));
    text(out, "client", entry.client());
    text(out, "peer", entry.peer());
    text(out, "method", entry.method());
    text(out, "host", entry.host());
    text(out, "path", entry.path());
    text(out, "forwardedPath", entry.forwardedPath());
    text(out, "query", QueryRedaction.redact(entry.query()));
    text(out, "protocol", entry.protocol());
    out.name("status").number(entry.status());
    object(out, "reason", entry.failure());
    text(out, "detail", entry.detail());
    object(out, "route", entry.route());
    text(out, "rule", entry.rule());
    text(out, "provider", entry.provider());
    text(out, "user", entry.user());
    text(out, "limit", entry.limit());
    text(out, "shadowLimits", entry.shadowLimits());
    object(out, "backend", entry.backend());
    object(out, "endpoint", entry.endpoint());
    out.name("attempts").number(entry.attempts());
    out.name("bytesIn").number(entry.bytesIn());
    out.name("bytesOut").number(entry.bytesOut());
    out.name("durationMs").millis(entry.nanos());
    out.name("timings").beginObject();
    stage(out, "route", entry.stages().route());
    stage(out, "connect", entry.stages().connect());
    stage(out, "send", entry.stages().send());
    stage(out, "wait", entry.stages().await());
    stage(out, "receive", entry.stages().receive());
    out.endObject();
    text(out, "userAgent", entry.userAgent());
    out.name("upgraded").bool(entry.upgraded());
    if (entry.deprecated()) {
      out.name("deprecated").bool(true);
    }
    if (entry.hedged()) {
      out.name("hedged").bool(true);
    }
    if (entry.retryRefused()) {
      out.name("retryBudgetExhausted").bool(true);
    }
    out.endObject().newLine();
  }

  /** {@code 00-TRACE-SPAN-FLAGS}. */
  private static String traceId(String traceParent) {
    return traceParent.length() < 35 ? "" : traceParent.substring(3, 35);
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

  private static void stage(JsonBuffer out, String name, long nanos) {
    if (nanos != Stages.NEVER) {
      out.name(name).millis(nanos);
    }
  }
}
