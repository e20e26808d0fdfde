package dev.sluice.dataplane.handler.sanity;

import java.util.Set;

/**
 * Headers that speak for the gateway: a backend believes them, so none comes from a client. Names
 * are in lower case with {@code -} for {@code _}, because backends in the tradition of CGI cannot
 * tell these apart.
 */
final class OwnHeaders {
  /** Not written by this gateway, and not to be believed by anyone behind it. */
  private static final Set<String> REMOVED =
      Set.of(
          "forwarded",
          "forwarded-for",
          "x-forwarded",
          "client-ip",
          "remote-user",
          "x-host",
          "true-client-ip",
          "cf-connecting-ip",
          "cf-connecting-ipv6",
          "fastly-client-ip",
          "fly-client-ip",
          "x-client-ip",
          "x-cluster-client-ip",
          "x-real-ip",
          "x-remote-ip",
          "x-remote-addr",
          "x-remote-user",
          "x-rewrite-url",
          "x-url-scheme",
          "x-scheme",
          "front-end-https",
          "x-http-method-override",
          "x-http-method",
          "x-method-override",
          "x-ssl-client-cert",
          "x-sluice-mirror",
          "x-csp-nonce",
          "proxy");

  /** Families, of which the gateway writes some members afresh. */
  private static final Set<String> REMOVED_PREFIXES =
      Set.of("x-forwarded-", "x-original-", "x-envoy-");

  /** Written or kept by the gateway under exactly this name. */
  private static final Set<String> WRITTEN =
      Set.of("x-request-id", "traceparent", "tracestate", "via");

  private static final Set<String> NEVER_NOMINATED =
      Set.of(
          "host",
          "content-length",
          "transfer-encoding",
          "content-type",
          "authorization",
          "cookie",
          "expect",
          "origin");

  private OwnHeaders() {}

  /** Whether a client's header of this name is removed. */
  static boolean isRemoved(String folded) {
    if (REMOVED.contains(folded)) {
      return true;
    }
    for (String prefix : REMOVED_PREFIXES) {
      if (folded.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a spelling with {@code _} of this name is removed, though the name itself may stand.
   */
  static boolean isRemovedVariant(String folded) {
    return WRITTEN.contains(folded) || NEVER_NOMINATED.contains(folded) || isRemoved(folded);
  }

  /**
   * @param option of a {@code Connection} header, in lower case
   */
  static boolean mustNotBeNominated(String option) {
    return isRemovedVariant(option.replace('_', '-'));
  }
}
