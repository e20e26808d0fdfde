package dev.sluice.dataplane.routing;

import dev.sluice.snapshot.Stickiness;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Sends a client to the variant that its cookie names. Without a cookie that holds, or when its
 * variant takes no more requests, the choice is by weight and the client gets a cookie.
 */
public final class CookieSplit implements HttpHandler {
  /** Written by the gateway itself, whoever the client is. */
  private static final HttpString PROTO = HttpString.tryFromString("X-Forwarded-Proto");

  private final List<Variant> variants;
  private final List<String> ids;
  private final Map<String, Integer> indexes = new HashMap<>();
  private final WeightedChoice choice;
  private final VariantCookie cookie;
  private final String name;

  public CookieSplit(
      List<Variant> variants,
      Stickiness.ByCookie by,
      CookieKey key,
      InstantSource clock,
      RandomGenerator dice) {
    this.variants = List.copyOf(variants);
    this.ids = variants.stream().map(Variant::id).toList();
    for (int i = 0; i < ids.size(); i++) {
      if (variants.get(i).kept()) {
        indexes.put(ids.get(i), i);
      }
    }
    this.choice = new WeightedChoice(variants, dice);
    this.cookie = new VariantCookie(by, key, clock);
    this.name = by.name();
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    String remembered = cookie.variant(exchange.getRequestHeaders().get(Headers.COOKIE));
    @Nullable Integer known = remembered == null ? null : indexes.get(remembered);
    int chosen = known == null ? choice.draw() : known;
    Variant variant = variants.get(chosen);
    if (known == null && variant.kept()) {
      boolean secure = "https".equals(exchange.getRequestHeaders().getFirst(PROTO));
      String assigned = cookie.assign(ids.get(chosen), secure);
      // Not before: cookies of the backend stand beside it, they are not in its place.
      exchange.addResponseCommitListener(
          answer -> answer.getResponseHeaders().add(Headers.SET_COOKIE, assigned));
    }
    variant.target().handleRequest(exchange);
  }

  @Override
  public String toString() {
    return variants.stream()
        .map(Variant::toString)
        .collect(Collectors.joining(", ", "split-by-cookie(" + name + ", ", ")"));
  }
}
