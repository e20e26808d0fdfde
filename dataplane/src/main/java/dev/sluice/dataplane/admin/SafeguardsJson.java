package dev.sluice.dataplane.admin;

import dev.sluice.dataplane.observe.log.JsonBuffer;
import dev.sluice.dataplane.upstream.SafeguardsView;
import dev.sluice.dataplane.upstream.breaker.BreakerState;
import dev.sluice.dataplane.upstream.breaker.BreakerView;
import dev.sluice.dataplane.upstream.concurrency.ConcurrencyView;
import java.util.Map;

/** The safeguards of a backend, each if it has it. */
final class SafeguardsJson {
  private SafeguardsJson() {}

  static void write(JsonBuffer out, SafeguardsView safeguards) {
    safeguards.breaker().ifPresent(breaker -> breaker(out.name("breaker"), breaker));
    safeguards.concurrency().ifPresent(limit -> concurrency(out.name("concurrency"), limit));
    out.name("retryBudget").beginObject();
    out.name("taken").number(safeguards.budget().taken());
    out.name("refused").number(safeguards.budget().refused()).endObject();
    out.name("hedges").number(safeguards.hedges());
    out.name("hedgesWon").number(safeguards.hedgesWon());
  }

  private static void concurrency(JsonBuffer out, ConcurrencyView limit) {
    out.beginObject().name("limit").number(limit.limit());
    out.name("inFlight").number(limit.inFlight());
    out.name("waiting").number(limit.waiting());
    out.name("refused").number(limit.refused()).endObject();
  }

  private static void breaker(JsonBuffer out, BreakerView breaker) {
    out.beginObject().name("state").string(breaker.state().label());
    if (breaker.state() != BreakerState.CLOSED) {
      out.name("retryAfterSeconds").number(breaker.retryAfterSeconds());
    }
    out.name("calls").number(breaker.calls());
    out.name("failures").number(breaker.failures());
    out.name("slowCalls").number(breaker.slowCalls());
    out.name("consecutiveFailures").number(breaker.consecutiveFailures());
    out.name("refused").number(breaker.refused());
    out.name("transitions").beginObject();
    for (Map.Entry<BreakerState, Long> count : breaker.transitions().entrySet()) {
      out.name(count.getKey().label()).number(count.getValue());
    }
    out.endObject().endObject();
  }
}
