package dev.sluice.compiler.resolve;

import java.util.Optional;
import java.util.Set;

/** Request headers that a route may not be chosen by. */
final class MatchableHeaders {
  /** RFC 9110 section 7.6.1 and the framing of the body: each hop has its own. */
  private static final Set<String> OF_THE_CONNECTION =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "http2-settings");

  private MatchableHeaders() {}

  /**
   * Why not, and what to do instead.
   *
   * @param name in lower case
   */
  static Optional<String> whyNot(String name) {
    if (name.equals("host")) {
      return Optional.of("is matched by spec.hostnames, which knows ports and case; use that");
    }
    if (OF_THE_CONNECTION.contains(name)) {
      return Optional.of(
          "belongs to one connection and says nothing of the request; choose another header");
    }
    return Optional.empty();
  }
}
