package dev.sluice.dataplane.security;

import dev.sluice.snapshot.SecurityHeader;
import dev.sluice.snapshot.SecurityHeaders;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.ResponseCommitListener;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Sets security headers on every answer, errors of the gateway's own included. */
public final class SecurityHeaderEdits implements HttpHandler {
  private static final HttpString PROTO = HttpString.tryFromString("X-Forwarded-Proto");
  private static final HttpString X_CSP_NONCE = HttpString.tryFromString("X-CSP-Nonce");

  /**
   * What tells which versions of what run behind the gateway, besides {@code Server}, which no
   * answer of a backend keeps.
   */
  private static final HttpString[] OF_SERVERS = {
    HttpString.tryFromString("X-Powered-By"),
    HttpString.tryFromString("X-AspNet-Version"),
    HttpString.tryFromString("X-AspNetMvc-Version"),
    HttpString.tryFromString("X-Generator"),
    HttpString.tryFromString("X-Runtime")
  };

  /** What would let a cache keep an answer against {@code Cache-Control}. */
  private static final HttpString[] OF_CACHES = {
    Headers.EXPIRES,
    HttpString.tryFromString("CDN-Cache-Control"),
    HttpString.tryFromString("Surrogate-Control")
  };

  private record Field(HttpString name, String value) {}

  private final SecurityHeaders policy;
  private final List<Field> fixed = new ArrayList<>();
  private final @Nullable String hsts;
  private final @Nullable String policyWithNonce;
  private final boolean hidesServers;
  private final HttpHandler next;

  public SecurityHeaderEdits(SecurityHeaders policy, HttpHandler next) {
    this.policy = policy;
    this.next = next;
    SortedMap<SecurityHeader, String> values = policy.values();
    this.hsts = values.get(SecurityHeader.HSTS);
    this.hidesServers = values.containsKey(SecurityHeader.SERVER_HEADERS);
    String csp = values.get(SecurityHeader.CONTENT_SECURITY_POLICY);
    this.policyWithNonce = csp != null && csp.contains(SecurityHeaders.NONCE) ? csp : null;
    values.forEach(
        (header, value) -> {
          boolean constant =
              switch (header) {
                case HSTS, SERVER_HEADERS -> false;
                case CONTENT_SECURITY_POLICY -> policyWithNonce == null;
                case CONTENT_TYPE_OPTIONS, FRAME_OPTIONS, REFERRER_POLICY, PERMISSIONS_POLICY ->
                    true;
              };
          if (constant) {
            fixed.add(new Field(HttpString.tryFromString(header.header()), value));
          }
        });
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    HeaderMap request = exchange.getRequestHeaders();
    // Written by the gateway itself, which knows whom to believe about it.
    boolean https = "https".equals(request.getFirst(PROTO));
    String nonce = null;
    if (policyWithNonce != null) {
      nonce = Nonce.next();
      request.put(X_CSP_NONCE, nonce);
    }
    exchange.addResponseCommitListener(new Edits(https, nonce));
    next.handleRequest(exchange);
  }

  /** For one answer. */
  private final class Edits implements ResponseCommitListener {
    private final boolean https;
    private final @Nullable String nonce;

    Edits(boolean https, @Nullable String nonce) {
      this.https = https;
      this.nonce = nonce;
    }

    @Override
    public void beforeCommit(HttpServerExchange exchange) {
      HeaderMap headers = exchange.getResponseHeaders();
      for (int i = 0; i < fixed.size(); i++) {
        headers.put(fixed.get(i).name(), fixed.get(i).value());
      }
      if (hsts != null) {
        // Over plain HTTP anybody on the way could have written it (RFC 6797, section 7.2).
        headers.remove(Headers.STRICT_TRANSPORT_SECURITY);
        if (https) {
          headers.put(Headers.STRICT_TRANSPORT_SECURITY, hsts);
        }
      }
      if (nonce != null && policyWithNonce != null) {
        headers.put(
            Headers.CONTENT_SECURITY_POLICY, policyWithNonce.replace(SecurityHeaders.NONCE, nonce));
        headers.put(Headers.CACHE_CONTROL, "no-store");
        remove(headers, OF_CACHES);
      }
      if (hidesServers) {
        remove(headers, OF_SERVERS);
      }
    }

    private static void remove(HeaderMap headers, HttpString[] names) {
      for (HttpString name : names) {
        headers.remove(name);
      }
    }
  }

  @Override
  public String toString() {
    return "security-headers(" + policy + ")";
  }
}
