package dev.sluice.dataplane.routing;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.matching.CookieHeader;
import dev.sluice.matching.IpAddress;
import dev.sluice.matching.MatchEffortException;
import dev.sluice.matching.MatchRequest;
import dev.sluice.matching.QueryString;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The request of an exchange, as conditions see it. Undertow's own query parameters and cookies
 * play no part: they are read more leniently than backends read them.
 */
public final class ExchangeRequest implements MatchRequest {
  /** Some 50 milliseconds, in which a thread serves nobody else. */
  private static final long MAX_STEPS = 5_000_000;

  /** Escapes are read byte by byte. */
  private static final int STEPS_OF_QUERY = 8;

  private final HttpServerExchange exchange;
  private final RequestContext context;
  private long steps;

  public ExchangeRequest(HttpServerExchange exchange, RequestContext context) {
    this.exchange = exchange;
    this.context = context;
  }

  @Override
  public String host() {
    return context.host();
  }

  @Override
  public String path() {
    return context.path();
  }

  @Override
  public String method() {
    return exchange.getRequestMethod().toString();
  }

  @Override
  public @Nullable String header(String name) {
    HeaderValues lines = exchange.getRequestHeaders().get(name);
    if (lines == null) {
      return null;
    }
    return lines.size() == 1 ? lines.getFirst() : String.join(", ", lines);
  }

  @Override
  public @Nullable String queryParam(String name) {
    spend((long) STEPS_OF_QUERY * exchange.getQueryString().length());
    return QueryString.first(exchange.getQueryString(), name);
  }

  @Override
  public @Nullable String cookie(String name) {
    HeaderValues lines = exchange.getRequestHeaders().get(Headers.COOKIE);
    if (lines == null) {
      return null;
    }
    for (int i = 0; i < lines.size(); i++) {
      spend(lines.get(i).length());
      String value = CookieHeader.first(lines.get(i), name);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  @Override
  public void spend(long more) {
    steps += more;
    if (steps > MAX_STEPS) {
      throw new MatchEffortException();
    }
  }

  @Override
  public @Nullable IpAddress client() {
    return context.client();
  }
}
