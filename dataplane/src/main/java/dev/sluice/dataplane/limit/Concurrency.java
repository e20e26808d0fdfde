package dev.sluice.dataplane.limit;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.limit.key.KeyBytes;
import dev.sluice.dataplane.limit.key.KeyMaker;
import dev.sluice.dataplane.limit.store.CounterKey;
import io.undertow.server.HttpServerExchange;

/**
 * So many at a time, in this process.
 *
 * @param policy member of {@code RateLimit-Policy}
 */
record Concurrency(int most, KeyMaker keys, String policy) implements AppliedLimit.Kind {
  @Override
  public Ask ask(
      AppliedLimit limit, HttpServerExchange exchange, RequestContext context, long now) {
    KeyBytes key = keys.key(exchange, context);
    key.hash();
    return new SlotAsk(limit, keys, new CounterKey(key.high(), key.low()), most, policy);
  }
}
