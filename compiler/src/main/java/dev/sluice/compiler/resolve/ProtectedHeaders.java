package dev.sluice.compiler.resolve;

import java.util.Optional;
import java.util.Set;

/** Request headers that a route may not edit, because the gateway itself answers for them. */
final class ProtectedHeaders {
  /** RFC 9110 section 7.6.1, and what else describes a connection or the framing on it. */
  private static final Set<String> CONNECTION =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "content-length",
          "upgrade",
          "http2-settings",
          "expect");

  private static final Set<String> IDENTITY =
      Set.of("forwarded", "via", "x-request-id", "traceparent", "tracestate");

  private ProtectedHeaders() {}

  /**
   * Why the header is not to be edited, and what to do instead.
   *
   * @param name in lower case
   */
  static Optional<String> whyNot(String name) {
    if (name.equals("host")) {
      return Optional.of("names the host that was matched; leave it as the client sent it");
    }
    if (CONNECTION.contains(name)) {
      return Optional.of("belongs to the connection and its framing; the gateway sets it: remove");
    }
    // Backends may read x_forwarded_for as X-Forwarded-For.
    String dashed = name.replace('_', '-');
    if (IDENTITY.contains(dashed) || dashed.startsWith("x-forwarded-")) {
      return Optional.of(
          "tells backends whom to trust, so the gateway sets it itself; use another name, such as"
              + " X-Client with the value ${client.ip}");
    }
    return Optional.empty();
  }
}
