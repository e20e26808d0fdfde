package dev.sluice.dataplane.auth.external;

import dev.sluice.dataplane.ask.HeadField;
import dev.sluice.dataplane.ask.Question;
import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.exchange.Via;
import dev.sluice.snapshot.IdentityProvider;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the service is told of a request: method, path as it was matched, query, and some fields of
 * its head as they are by now, with forwarding headers of our own and without what clients may not
 * say. No body.
 */
final class QuestionForm {
  /** Always told. */
  private static final List<HttpString> USUAL =
      Stream.of(
              "Host",
              "Authorization",
              "Cookie",
              "X-Forwarded-For",
              "X-Forwarded-Proto",
              "X-Forwarded-Host",
              "X-Forwarded-Port",
              "X-Request-Id",
              "traceparent",
              "tracestate",
              "Via")
          .map(HttpString::new)
          .toList();

  private final String pathPrefix;
  private final long timeoutMillis;
  private final HttpString[] told;

  QuestionForm(IdentityProvider.External section) {
    pathPrefix = section.pathPrefix();
    timeoutMillis = section.timeoutMillis();
    Set<HttpString> names = new LinkedHashSet<>(USUAL);
    section.requestHeaders().forEach(name -> names.add(new HttpString(name)));
    told = names.toArray(HttpString[]::new);
  }

  Question of(HttpServerExchange exchange, RequestContext context) {
    HeaderMap headers = exchange.getRequestHeaders();
    List<HeadField> fields = new ArrayList<>(told.length);
    for (HttpString name : told) {
      HeaderValues values = headers.get(name);
      if (values != null) {
        for (int i = 0; i < values.size(); i++) {
          fields.add(new HeadField(name, values.get(i)));
        }
      } else if (name.equals(Headers.VIA)) {
        // A service that is behind this gateway would be asked about itself, over and over.
        fields.add(new HeadField(name, Via.entry(exchange)));
      }
    }
    return new Question(
        exchange.getRequestMethod(),
        pathPrefix + context.path(),
        exchange.getQueryString(),
        fields,
        timeoutMillis);
  }
}
