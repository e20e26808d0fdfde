package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.identity.Identity;
import dev.sluice.dataplane.upstream.balance.Choice;
import dev.sluice.dataplane.upstream.balance.StableHash;
import dev.sluice.matching.CookieHeader;
import dev.sluice.snapshot.BalancingAlgorithm;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import org.jspecify.annotations.Nullable;

/** What requests have in common that are to go to the same endpoint. */
interface RequestKey {
  RequestKey NONE = (exchange, context) -> Choice.NO_KEY;

  /** A hash of it; {@link Choice#NO_KEY} for a request without one. */
  long of(HttpServerExchange exchange, RequestContext context);

  static RequestKey of(BalancingAlgorithm algorithm) {
    return algorithm instanceof BalancingAlgorithm.ConsistentHash(var key) ? of(key) : NONE;
  }

  private static RequestKey of(BalancingAlgorithm.HashKey key) {
    return switch (key) {
      case BalancingAlgorithm.HashKey.Header(String name) -> {
        HttpString header = HttpString.tryFromString(name);
        yield (exchange, context) -> hash(exchange.getRequestHeaders().getFirst(header));
      }
      case BalancingAlgorithm.HashKey.Cookie(String name) ->
          (exchange, context) ->
              hash(cookie(exchange.getRequestHeaders().get(Headers.COOKIE), name));
      case BalancingAlgorithm.HashKey.ClientAddress() ->
          (exchange, context) -> hash(context.clientAddress());
      case BalancingAlgorithm.HashKey.User() ->
          (exchange, context) -> {
            Identity identity = context.identity();
            return identity == null ? Choice.NO_KEY : hash(identity.user());
          };
    };
  }

  private static @Nullable String cookie(@Nullable HeaderValues lines, String name) {
    for (int i = 0; lines != null && i < lines.size(); i++) {
      String value = CookieHeader.first(lines.get(i), name);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  private static long hash(@Nullable String value) {
    if (value == null || value.isEmpty()) {
      return Choice.NO_KEY;
    }
    long hash = StableHash.of(value);
    return hash == Choice.NO_KEY ? 1 : hash;
  }
}
