package dev.sluice.dataplane.handler;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.snapshot.HeaderEdits;
import dev.sluice.snapshot.ObjectKey;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Edits the request's headers in the order remove, set, add. A client's spelling of a removed or
 * set name with {@code _} for {@code -} goes too: to many backends it is the same header.
 */
public final class RequestHeaderEdits implements HttpHandler {
  private final List<HttpString> remove;
  private final List<HeaderTemplate> set;
  private final List<HeaderTemplate> add;
  private final Set<String> underscored;
  private final HttpHandler next;

  public RequestHeaderEdits(HeaderEdits edits, ObjectKey route, HttpHandler next) {
    this.remove = edits.remove().stream().map(HttpString::tryFromString).toList();
    this.set = edits.set().stream().map(value -> new HeaderTemplate(value, route)).toList();
    this.add = edits.add().stream().map(value -> new HeaderTemplate(value, route)).toList();
    this.underscored =
        Stream.concat(remove.stream(), set.stream().map(HeaderTemplate::name))
            .map(name -> folded(name.toString()))
            .collect(Collectors.toUnmodifiableSet());
    this.next = next;
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    RequestContext context = RequestContext.of(exchange);
    HeaderMap headers = exchange.getRequestHeaders();
    removeUnderscored(headers);
    // By index: iterators of three lists for each request are more than the edits.
    for (int i = 0; i < remove.size(); i++) {
      headers.remove(remove.get(i));
    }
    for (int i = 0; i < set.size(); i++) {
      headers.put(set.get(i).name(), set.get(i).render(exchange, context));
    }
    for (int i = 0; i < add.size(); i++) {
      headers.add(add.get(i).name(), add.get(i).render(exchange, context));
    }
    next.handleRequest(exchange);
  }

  private void removeUnderscored(HeaderMap headers) {
    if (underscored.isEmpty()) {
      return;
    }
    List<HttpString> variants = List.of();
    for (long at = headers.fastIterate(); at != -1; at = headers.fiNext(at)) {
      HttpString name = headers.fiCurrent(at).getHeaderName();
      String text = name.toString();
      if (text.indexOf('_') >= 0 && underscored.contains(folded(text))) {
        if (variants.isEmpty()) {
          variants = new ArrayList<>();
        }
        variants.add(name);
      }
    }
    for (int i = 0; i < variants.size(); i++) {
      headers.remove(variants.get(i));
    }
  }

  @Override
  public String toString() {
    return "request-headers(remove " + remove + ", set " + set + ", add " + add + ")";
  }
}
