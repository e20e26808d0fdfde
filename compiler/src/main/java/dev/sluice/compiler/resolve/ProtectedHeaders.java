package dev.sluice.compiler.resolve;

import java.util.Optional;
import java.util.Set;

/** Headers that a route may not edit, because the gateway itself answers for them. */
enum ProtectedHeaders {
  IN_REQUESTS {
    @Override
    Optional<String> whyNot(String name) {
      if (name.equals("host")) {
        return Optional.of(
            "names the host that was matched; use a URLRewrite filter with hostname to change what"
                + " the backend sees");
      }
      if (CONNECTION.contains(name)) {
        return Optional.of(CONNECTION_ANSWER);
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
  },

  IN_ANSWERS {
    @Override
    Optional<String> whyNot(String name) {
      if (CONNECTION.contains(name) || name.startsWith("sec-websocket-")) {
        return Optional.of(CONNECTION_ANSWER);
      }
      return name.equals("x-request-id")
          ? Optional.of(
              "is what logs are searched by, so the gateway sets it itself; use another name with"
                  + " the value ${request.id}")
          : Optional.empty();
    }
  };

  /** RFC 9110 section 7.6.1, and what else describes a connection or the framing on it. */
  private static final Set<String> CONNECTION =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "proxy-authenticate",
          "proxy-authentication-info",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "content-length",
          "upgrade",
          "http2-settings",
          "expect");

  private static final String CONNECTION_ANSWER =
      "belongs to the connection and its framing; the gateway sets it: remove";

  private static final Set<String> IDENTITY =
      Set.of("forwarded", "via", "x-request-id", "traceparent", "tracestate");

  /**
   * Why nobody can rely on the header between this hop and the next, and what to do instead.
   *
   * @param name in lower case
   */
  static Optional<String> ofConnection(String name) {
    return CONNECTION.contains(name) ? Optional.of(CONNECTION_ANSWER) : Optional.empty();
  }

  /**
   * Why the header is not to be edited, and what to do instead.
   *
   * @param name in lower case
   */
  abstract Optional<String> whyNot(String name);
}
