package dev.sluice.dataplane.cors;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.reply.LocalReply;
import dev.sluice.matching.HttpToken;
import dev.sluice.matching.OriginRules;
import dev.sluice.snapshot.Cors;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers the question that a browser asks before a request. It carries no credential, so it is
 * answered before anybody asks for one; what is not allowed is refused in one way, without a hint
 * of what would be.
 */
final class Preflight {
  private static final String ALL = "*";

  /** The star never stands for it (Fetch standard, "CORS non-wildcard request-header name"). */
  private static final String AUTHORIZATION = "authorization";

  private static final String VARY =
      "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";

  /** Of what a client sent, so much goes to the log. */
  private static final int MAX_DETAIL = 64;

  private final OriginRules origins;
  private final Set<String> methods;
  private final Set<String> names;
  private final boolean credentials;
  private final String maxAge;
  private final String methodList;
  private final String nameList;

  Preflight(Cors.On policy, OriginRules origins) {
    this.origins = origins;
    this.methods = Set.copyOf(policy.allowMethods());
    this.names = Set.copyOf(policy.allowHeaders());
    this.credentials = policy.allowCredentials();
    this.maxAge = Long.toString(policy.maxAgeSeconds());
    this.methodList = String.join(", ", policy.allowMethods());
    this.nameList = String.join(", ", policy.allowHeaders());
  }

  /**
   * @param origin who asks; empty if that is not clear
   */
  void answer(HttpServerExchange exchange, String origin) {
    HeaderMap asked = exchange.getRequestHeaders();
    HeaderMap headers = exchange.getResponseHeaders();
    headers.put(Headers.VARY, VARY);
    List<String> fields = fields(asked);
    String refusal = refusal(asked, origin, fields);
    if (refusal != null) {
      RequestContext.of(exchange).reply(exchange, FailureKind.CORS_REFUSED, refusal);
      return;
    }
    headers.put(CorsFields.ALLOW_ORIGIN, origins.any() ? ALL : origin);
    if (credentials) {
      headers.put(CorsFields.ALLOW_CREDENTIALS, "true");
    }
    // With credentials a browser takes the star for a name, so it is told what it asked for.
    headers.put(
        CorsFields.ALLOW_METHODS,
        credentials && methods.contains(ALL)
            ? asked.getFirst(CorsFields.REQUEST_METHOD)
            : methodList);
    String allowed = credentials && names.contains(ALL) ? String.join(", ", fields) : nameList;
    if (!allowed.isEmpty()) {
      headers.put(CorsFields.ALLOW_HEADERS, allowed);
    }
    headers.put(CorsFields.MAX_AGE, maxAge);
    exchange.setStatusCode(StatusCodes.NO_CONTENT);
    LocalReply.endWithoutBody(exchange);
  }

  /** Why not, for the log. */
  private @Nullable String refusal(HeaderMap asked, String origin, List<String> fields) {
    if (!origins.allow(origin)) {
      return "origin not allowed: " + shortened(origin);
    }
    HeaderValues method = asked.get(CorsFields.REQUEST_METHOD);
    if (method.size() != 1 || !allows(methods, method.getFirst())) {
      return "method not allowed: " + shortened(method.getFirst());
    }
    for (String field : fields) {
      if (field.equals(AUTHORIZATION) ? !names.contains(field) : !allows(names, field)) {
        return "header not allowed: " + shortened(field);
      }
    }
    return asked.contains(CorsFields.REQUEST_PRIVATE_NETWORK) ? "private network access" : null;
  }

  private static boolean allows(Set<String> allowed, String name) {
    return allowed.contains(name) || (allowed.contains(ALL) && HttpToken.matches(name));
  }

  /** The names that the page wants to send, in lower case. */
  private static List<String> fields(HeaderMap asked) {
    HeaderValues lines = asked.get(CorsFields.REQUEST_HEADERS);
    if (lines == null) {
      return List.of();
    }
    List<String> fields = new ArrayList<>();
    for (String line : lines) {
      for (String name : line.split(",", -1)) {
        if (!name.isBlank()) {
          fields.add(name.strip().toLowerCase(Locale.ROOT));
        }
      }
    }
    return fields;
  }

  private static String shortened(String text) {
    return text.length() <= MAX_DETAIL ? text : text.substring(0, MAX_DETAIL) + "...";
  }
}
