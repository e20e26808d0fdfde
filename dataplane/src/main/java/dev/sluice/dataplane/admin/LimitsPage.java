package dev.sluice.dataplane.admin;

import dev.sluice.dataplane.limit.count.CounterMemory;
import dev.sluice.dataplane.limit.state.HeavyKeys;
import dev.sluice.dataplane.limit.state.LimitOutcome;
import dev.sluice.dataplane.limit.state.LimitState;
import dev.sluice.dataplane.limit.state.LimitView;
import dev.sluice.dataplane.observe.log.JsonBuffer;
import dev.sluice.snapshot.DecisionMode;
import dev.sluice.snapshot.LimitKeyPart;
import dev.sluice.snapshot.RateLimit;
import dev.sluice.snapshot.RateLimit.Allowance;
import dev.sluice.snapshot.RateLimit.CounterStore;
import dev.sluice.snapshot.RateLimit.Tiers;
import java.util.List;
import java.util.Locale;

/** The limits in force, what became of the requests that they count, and who asks most. */
final class LimitsPage {
  private static final int TOP = 20;

  private LimitsPage() {}

  static Reply of(List<LimitView> limits, CounterMemory memory) {
    JsonBuffer out = new JsonBuffer(16 << 10).beginObject().name("limits").beginArray();
    limits.forEach(limit -> write(out, limit));
    out.endArray().name("memory").beginObject().name("bytes").number(memory.used());
    return Reply.json(out.name("most").number(memory.most()).endObject().endObject());
  }

  private static void write(JsonBuffer out, LimitView view) {
    RateLimit limit = view.limit();
    out.beginObject().name("namespace").string(view.policy().policy().namespace());
    out.name("policy").string(view.policy().policy().name()).name("limit").string(limit.name());
    out.name("mode").string(view.policy().mode() == DecisionMode.SHADOW ? "Shadow" : "Enforce");
    out.name("key").beginArray();
    limit.key().forEach(part -> out.string(name(part)));
    out.endArray();
    switch (limit.allowance()) {
      case Allowance.Concurrent(int most) -> out.name("concurrent").number(most);
      case Allowance.Rate rate -> write(out, rate);
    }
    write(out, limit.store());
    out.name("counterScope").string(limit.perRoute() ? "Route" : "Policy");
    write(out, view.state(), view.policy().clearKeys());
    out.endObject();
  }

  private static void write(JsonBuffer out, Allowance.Rate rate) {
    out.name("algorithm")
        .string(
            switch (rate.algorithm()) {
              case SLIDING_WINDOW -> "SlidingWindow";
              case TOKEN_BUCKET -> "TokenBucket";
            });
    amount(out.name("amount"), rate.usual());
    if (rate.tiers() instanceof Tiers.ByValue tiers) {
      out.name("tiers").beginObject();
      tiers.amounts().forEach((tier, amount) -> amount(out.name(tier), amount));
      out.endObject();
    }
  }

  private static void amount(JsonBuffer out, RateLimit.Amount amount) {
    out.beginObject().name("requests").number(amount.requests());
    out.name("perMillis").number(amount.perMillis());
    out.name("burst").number(amount.burst()).endObject();
  }

  private static void write(JsonBuffer out, CounterStore store) {
    switch (store) {
      case CounterStore.Local local -> out.name("store").string("Local");
      case CounterStore.Cluster cluster -> out.name("store").string("Cluster");
      case CounterStore.Shared shared ->
          out.name("store").string("Redis").name("lease").bool(shared.lease());
    }
  }

  private static void write(JsonBuffer out, LimitState state, boolean clear) {
    out.name("decisions").beginObject();
    for (LimitOutcome outcome : LimitOutcome.values()) {
      out.name(outcome.label()).number(state.figures().counted(outcome));
    }
    out.name("fallback").number(state.figures().fellBack()).endObject();
    out.name("keys").number(state.counters().size() + (long) state.slots().keys());
    out.name("room").number(state.counters().most());
    out.name("bytes").number(state.counters().bytes());
    out.name("evicted").number(state.counters().evicted());
    out.name("forgotten").number(state.counters().forgotten());
    out.name("topKeys").beginArray();
    for (HeavyKeys.Heavy heavy : state.heavy().top(TOP)) {
      out.beginObject().name("key").string(heavy.name());
      if (clear) {
        out.name("parts").beginArray();
        heavy.texts().forEach(out::string);
        out.endArray();
      }
      out.name("allowed").number(heavy.passed());
      out.name("limited").number(heavy.refused()).endObject();
    }
    out.endArray();
  }

  private static String name(LimitKeyPart part) {
    return switch (part) {
      case LimitKeyPart.ClientNetwork(int v4, int v6) -> "clientIP/" + v4 + "/" + v6;
      case LimitKeyPart.User user -> "user";
      case LimitKeyPart.Tenant tenant -> "tenant";
      case LimitKeyPart.ApiKey key -> "apiKey";
      case LimitKeyPart.Rule rule -> "route";
      case LimitKeyPart.Header(String name) -> "header " + name.toLowerCase(Locale.ROOT);
      case LimitKeyPart.Claim(String name) -> "claim " + name;
    };
  }
}
