package dev.sluice.dataplane.cors;

import dev.sluice.dataplane.exchange.AccessDecision;
import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.matching.OriginRules;
import dev.sluice.snapshot.Cors;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.ResponseCommitListener;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import org.jspecify.annotations.Nullable;

/**
 * Tells browsers which pages may read the answers of a rule, those included that the gateway makes
 * itself. Who may not read is served all the same: that a browser hides an answer protects its
 * user, and keeps nobody from asking. WebSockets are another matter: browsers hide nothing there.
 */
public final class CrossOrigin implements HttpHandler {
  /** Longer than any origin: a scheme, a host name of 253 characters and a port. */
  private static final int MAX_ORIGIN = 1_024;

  /** Several fields, of which none counts: no origin is empty. */
  private static final String AMBIGUOUS = "";

  private final Cors.On policy;
  private final OriginRules origins;
  private final Preflight preflight;
  private final Handshakes handshakes;
  private final String exposed;
  private final HttpHandler next;

  public CrossOrigin(Cors.On policy, HttpHandler next) {
    this.policy = policy;
    this.origins = OriginRules.of(policy.allowOrigins());
    this.preflight = new Preflight(policy, origins);
    this.handshakes = Handshakes.of(policy);
    this.exposed = String.join(", ", policy.exposeHeaders());
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    HeaderMap asked = exchange.getRequestHeaders();
    String origin = origin(asked);
    if (origin != null && origin.length() > MAX_ORIGIN) {
      RequestContext.of(exchange)
          .reply(exchange, FailureKind.INVALID_HEADER, "Origin of " + origin.length());
    } else if (origin != null
        && exchange.getRequestMethod().equals(Methods.OPTIONS)
        && asked.contains(CorsFields.REQUEST_METHOD)) {
      preflight.answer(exchange, origin);
    } else {
      exchange.addResponseCommitListener(
          new Answer(origin != null && origins.allow(origin) ? origin : null));
      if (handshakes.keepOut(exchange)) {
        RequestContext context = RequestContext.of(exchange);
        String detail = "a WebSocket of a page that is not allowed";
        AccessDecision.refused(FailureKind.CORS_REFUSED, detail).tell(exchange, context);
        context.reply(exchange, FailureKind.CORS_REFUSED, detail);
      } else {
        next.handleRequest(exchange);
      }
    }
  }

  private static @Nullable String origin(HeaderMap asked) {
    HeaderValues lines = asked.get(Headers.ORIGIN);
    if (lines == null) {
      return null;
    }
    return lines.size() == 1 ? lines.getFirst() : AMBIGUOUS;
  }

  /** Decided when the request came: what edits its headers later does not change who asked. */
  private final class Answer implements ResponseCommitListener {
    private final @Nullable String reader;

    /**
     * @param reader origin of the page that may read, or null
     */
    Answer(@Nullable String reader) {
      this.reader = reader;
    }

    @Override
    public void beforeCommit(HttpServerExchange exchange) {
      HeaderMap headers = exchange.getResponseHeaders();
      CorsFields.clear(headers);
      if (!origins.any()) {
        CorsFields.varyByOrigin(headers);
      }
      if (!origins.any() && reader == null) {
        return;
      }
      headers.put(CorsFields.ALLOW_ORIGIN, reader == null || origins.any() ? "*" : reader);
      if (policy.allowCredentials()) {
        headers.put(CorsFields.ALLOW_CREDENTIALS, "true");
      }
      if (!exposed.isEmpty()) {
        headers.put(CorsFields.EXPOSE_HEADERS, exposed);
      }
    }
  }

  @Override
  public String toString() {
    return "cors(" + policy + ")";
  }
}
